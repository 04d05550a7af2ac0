package dev.weir.schema.batch;

import java.util.Arrays;

/// Takes the values of requests, gives how long their lines would be if the values were all that
/// varies.
///
/// Where a line ends is nearly settled by what stands in it: what the values do not explain (the
/// format's own characters) is the same from line to line, and costs a batch nothing, where the
/// length itself would take a byte or more of each request.
final class LineEstimate {
    private static final long[] POWERS = powers();

    private int[] lengths = new int[256];

    /// Starts anew for a batch of so many requests.
    void clear(int requests) {
        if (lengths.length < requests) {
            lengths = new int[Math.max(requests, lengths.length * 2)];
        }
        Arrays.fill(lengths, 0, requests, 0);
    }

    /// Whether a field's strings stand in the line.
    static boolean counts(StringField field) {
        return field != StringField.CUSTOMER;
    }

    /// Whether a field's digits stand in the line as the batch has them.
    static boolean counts(NumberField field) {
        return field == NumberField.BYTES_SENT || field == NumberField.BYTES_RECEIVED;
    }

    /// Adds a string of a request.
    void add(int request, int length) {
        lengths[request] += length;
    }

    /// Adds a number of a request by its decimal digits.
    ///
    /// @param number taken as unsigned
    void addDigits(int request, long number) {
        lengths[request] += digits(number);
    }

    /// Digits of a number in base ten; by way of its bits, since 3.32 of them make a digit.
    ///
    /// Source: S. E. Anderson, Bit Twiddling Hacks, "Find integer log base 10".
    private static int digits(long number) {
        long positive = number | 1;
        int bits = Long.SIZE - Long.numberOfLeadingZeros(positive);
        int least = (bits * 1233) >>> 12;
        if (least >= POWERS.length) {
            return POWERS.length + 1;
        }
        return positive < POWERS[least] ? least : least + 1;
    }

    private static long[] powers() {
        long[] powers = new long[19];
        long power = 1;
        for (int i = 0; i < powers.length; i++, power *= 10) {
            powers[i] = power;
        }
        return powers;
    }

    /// The estimate of a request's line, in bytes.
    int length(int request) {
        return lengths[request];
    }
}
