package dev.weir.collector;

/// What all tails of a collector share. Belongs to the thread `tail-0`, but for the book.
///
/// @param book the sources and their checkpoints
/// @param ring where blocks of lines go
/// @param listings of the directories of the logs
/// @param inflation how many compressed files may be read at once
record Following(
        SourceBook book,
        BlockRing ring,
        CollectorMetrics metrics,
        TailTiming timing,
        DirectoryListings listings,
        InflationBudget inflation) {}
