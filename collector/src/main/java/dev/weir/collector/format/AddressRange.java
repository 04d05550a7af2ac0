package dev.weir.collector.format;

/// Takes a value with addresses, gives where the wanted one lies: without brackets and port.
final class AddressRange {
    int from;
    int to;

    void find(Pick pick, byte[] bytes, int start, int end) {
        from = start;
        to = end;
        if (pick == Pick.WHOLE) {
            return;
        }
        if (pick == Pick.FIRST_ADDRESS) {
            int comma = ByteScan.indexOf(bytes, from, to, (byte) ',');
            to = comma < 0 ? to : comma;
        } else if (pick == Pick.LAST_ADDRESS) {
            from = ByteScan.lastIndexOf(bytes, from, to, (byte) ',') + 1;
            from = Math.max(from, start);
        }
        while (from < to && bytes[from] == ' ') {
            from++;
        }
        while (to > from && bytes[to - 1] == ' ') {
            to--;
        }
        withoutPort(pick, bytes);
    }

    private void withoutPort(Pick pick, byte[] bytes) {
        if (from < to && bytes[from] == '[') {
            int closing = ByteScan.indexOf(bytes, from, to, (byte) ']');
            if (closing > 0) {
                from++;
                to = closing;
            }
            return;
        }
        int colon = ByteScan.lastIndexOf(bytes, from, to, (byte) ':');
        boolean isPort = colon >= 0 && Decimal.whole(bytes, colon + 1, to) >= 0;
        if (isPort
                && (pick == Pick.ADDRESS_BEFORE_PORT
                        || ByteScan.indexOf(bytes, from, colon, (byte) ':') < 0)) {
            to = colon;
        }
    }
}
