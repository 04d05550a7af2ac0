package dev.weir.schema.partial;

/// Numbers the strings of a block anew, from 1, as they are met cell after cell: what only one cell has,
/// which is most of the bytes, then lies together, and a reader of the cell finds it in the cache.
final class StringOrder {
    private final BlockStrings dictionary;

    /// By string: its number, 0 if it was not met yet; and where its last entry stands, plus 1.
    private final int[] ofStrings;

    /// The strings by their numbers.
    private final int[] strings;

    private int count;
    private int byteCount;

    /// No string has been met.
    StringOrder(BlockStrings dictionary) {
        this.dictionary = dictionary;
        ofStrings = new int[2 * (dictionary.count() + 1)];
        strings = new int[dictionary.count() + 1];
    }

    /// Begins anew; where entries stand stays.
    void clear() {
        for (int number = 1; number <= count; number++) {
            ofStrings[2 * strings[number]] = 0;
        }
        count = 0;
        byteCount = 0;
    }

    /// The number of a string; 0 is that of string 0.
    int number(int string) {
        if (string == 0) {
            return 0;
        }
        int number = ofStrings[2 * string];
        if (number == 0) {
            number = ++count;
            ofStrings[2 * string] = number;
            strings[number] = string;
            byteCount += dictionary.length(string);
        }
        return number;
    }

    /// Where the last entry of a string stands; -1 if there is none.
    int place(int string) {
        return ofStrings[2 * string + 1] - 1;
    }

    void place(int string, int place) {
        ofStrings[2 * string + 1] = place + 1;
    }

    /// How many strings were met.
    int count() {
        return count;
    }

    /// Bytes of these strings together.
    int byteCount() {
        return byteCount;
    }

    /// The string with a number.
    int string(int number) {
        return strings[number];
    }
}
