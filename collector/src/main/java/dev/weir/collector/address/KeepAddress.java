package dev.weir.collector.address;

/// Keeps addresses as they are; what does not fit the target is cut off.
final class KeepAddress implements AddressPolicy {
    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public int apply(byte[] source, int from, int to, byte[] target) {
        int length = Math.min(to - from, target.length);
        System.arraycopy(source, from, target, 0, length);
        return length;
    }

    @Override
    public String toString() {
        return "keep";
    }
}
