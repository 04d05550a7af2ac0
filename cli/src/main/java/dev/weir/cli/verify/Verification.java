package dev.weir.cli.verify;

import java.util.List;

/// What came of a recount.
///
/// @param records read of the topic
/// @param unreadable of these, no rollups
/// @param equal windows that are in the store as in the topic
/// @param missing windows of the topic that are not in the store
/// @param different windows that are in both, and differ
/// @param changing windows that were written meanwhile
/// @param forgotten windows that the store does not have, and by its retention need not
/// @param notComparable windows of which the topic may have lost parts: the store has at least what is
///     left of them
/// @param passes how often the topic was read, for want of memory for all at once
/// @param differences the first of those that are missing or different
public record Verification(
        long records,
        long unreadable,
        long equal,
        long missing,
        long different,
        long changing,
        long forgotten,
        long notComparable,
        int passes,
        List<Difference> differences) {
    /// Copies the list.
    public Verification {
        differences = List.copyOf(differences);
    }

    /// Windows of which it can be said whether they are right.
    public long compared() {
        return equal + missing + different;
    }

    /// Whether nothing that could be compared differs.
    public boolean isEqual() {
        return missing == 0 && different == 0;
    }
}
