package dev.weir.cli.audit;

import java.io.IOException;
import java.util.Map;

/// Where an audit learns what was counted.
interface CountedCells {
    /// Requests of a customer by the minute, of minutes that start in `[from, to)`, both
    /// milliseconds since 1970-01-01T00:00Z.
    ///
    /// @return start of the minute → requests; minutes without requests may be left out
    Map<Long, Long> requests(String customer, long from, long to)
            throws IOException, InterruptedException;
}
