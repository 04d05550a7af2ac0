package dev.weir.collector.address;

/// Takes the addresses of a list one by one: `192.0.2.7, 198.51.100.1:80`. One address is a list of
/// one.
final class AddressList {
    /// What is done to one address.
    interface Step {
        /// Takes the element `[from, to)`, which has no space around it, and writes from
        /// `target[at]`.
        ///
        /// @return where the result ends; `at` if there is none
        int write(byte[] source, int from, int to, byte[] target, int at);
    }

    /// Applies a step to each element, and separates the results by a comma and a space.
    ///
    /// @return where the results end
    static int apply(byte[] source, int from, int to, byte[] target, Step step) {
        int length = 0;
        int elements = 0;
        int start = from;
        while (start < to && elements < AddressPolicy.MAX_ADDRESSES) {
            int comma = start;
            while (comma < to && source[comma] != ',') {
                comma++;
            }
            int first = start;
            int last = comma;
            while (first < last && isSpace(source[first])) {
                first++;
            }
            while (first < last && isSpace(source[last - 1])) {
                last--;
            }
            if (first < last) {
                length = element(source, first, last, target, length, step);
                elements++;
            }
            start = comma + 1;
        }
        return length;
    }

    private static int element(
            byte[] source, int from, int to, byte[] target, int length, Step step) {
        int at = length;
        if (length > 0) {
            target[at++] = ',';
            target[at++] = ' ';
        }
        int end = step.write(source, from, to, target, at);
        return end == at ? length : end;
    }

    private static boolean isSpace(byte value) {
        return value == ' ' || value == '\t';
    }

    private AddressList() {}
}
