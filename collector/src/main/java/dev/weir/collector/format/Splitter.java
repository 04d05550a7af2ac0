package dev.weir.collector.format;

/// Takes a line, gives where the value of each slot of its format lies.
///
/// Belongs to one thread. Never throws, whatever the bytes.
interface Splitter {
    /// In `ends`: the line says that there is no such value.
    int SAID_ABSENT = -1;

    /// In `starts`: the line has no place for it.
    int NOT_THERE = -1;

    /// Fills `starts` and `ends`, one of each per slot, with positions in `[from, to)`.
    ///
    /// @return [ParseResult#ACCEPTED], or why the line is none of the format's
    ParseResult split(byte[] line, int from, int to, int[] starts, int[] ends);
}
