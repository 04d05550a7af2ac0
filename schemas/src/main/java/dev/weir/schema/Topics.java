package dev.weir.schema;

/// The names of the Kafka topics between the modules.
public final class Topics {
    /// Frames of request batches, keyed by source id. Collectors write it, stream jobs read it.
    public static final String REQUESTS = "weir.requests";

    /// Samples of lines that are no requests in their source's format, and of frames that could
    /// not be decoded: `reason`, `source` and `offset` are headers, the value is the line or frame.
    public static final String REJECTED = "weir.rejected";

    /// Blocks of counts, keyed by the number of their partition: what goes from the first stage of the
    /// stream jobs to the second.
    public static final String PARTIALS = "weir.partials";

    /// Rollups, each the whole value of its window's part so far, keyed by customer.
    public static final String ROLLUPS = "weir.rollups";

    /// Attack signals, each the whole state of its signal so far, keyed by customer.
    public static final String SIGNALS = "weir.signals";

    /// What has been counted of each source, keyed by source id.
    public static final String SOURCES = "weir.sources";

    /// What collectors say of the lines of each source, keyed by source id.
    public static final String LEDGER = "weir.ledger";

    /// Largest record of the topic of requests, in bytes. Batches close at a quarter of it.
    public static final int MAX_REQUEST_RECORD_BYTES = 8 << 20;

    /// Largest record that the stream jobs write, in bytes: a frame that they reject, with the reason.
    public static final int MAX_JOB_RECORD_BYTES = MAX_REQUEST_RECORD_BYTES + (1 << 20);

    private Topics() {}
}
