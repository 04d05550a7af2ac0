package dev.weir.cli.generate;

/// Appends to a byte array; grows nothing, checks nothing beyond what the array does.
final class LineBuffer {
    private byte[] bytes = new byte[0];
    private int at;

    void open(byte[] buffer, int position) {
        bytes = buffer;
        at = position;
    }

    int position() {
        return at;
    }

    LineBuffer put(byte[] text) {
        System.arraycopy(text, 0, bytes, at, text.length);
        at += text.length;
        return this;
    }

    LineBuffer put(char ascii) {
        bytes[at++] = (byte) ascii;
        return this;
    }

    /// A whole number that is not negative, in decimal.
    LineBuffer put(int number) {
        int digits = 1;
        for (int rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at += digits;
        return this;
    }

    /// Milliseconds as seconds with three decimals: "0.004".
    LineBuffer putSeconds(int millis) {
        put(millis / 1000).put('.');
        int fraction = millis % 1000;
        return put((char) ('0' + fraction / 100))
                .put((char) ('0' + fraction / 10 % 10))
                .put((char) ('0' + fraction % 10));
    }
}
