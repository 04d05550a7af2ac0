package dev.weir.cli.audit;

import dev.weir.schema.source.SourceLines;
import java.util.Optional;

/// What the collector and what the stream jobs say of one source, side by side.
///
/// Both say up to which byte of the file it holds. Where that is the same byte, each request that was
/// shipped must be counted, whatever waits behind it; where it is not, one of them is behind, and
/// only what that cannot explain is a difference.
///
/// @param sourceId the file generation
/// @param file the log
/// @param countedTo position in the source, in bytes, up to which everything is counted
/// @param counted requests that the stream jobs have counted
/// @param lines what the collector says; empty if it has said nothing
public record SourceBalance(
        String sourceId, String file, long countedTo, long counted, Optional<SourceLines> lines) {

    /// Lines read; 0 if the collector has said nothing.
    public long read() {
        return lines.map(SourceLines::read).orElse(0L);
    }

    /// Requests that Kafka has, as the collector says.
    public long shipped() {
        return lines.map(SourceLines::shipped).orElse(0L);
    }

    /// Requests that Kafka does not have yet.
    public long waiting() {
        return lines.map(SourceLines::waiting).orElse(0L);
    }

    /// Lines that are no requests.
    public long rejected() {
        return lines.map(SourceLines::rejectedLines).orElse(0L);
    }

    /// Position before which Kafka has everything, as the collector says.
    long acknowledgedTo() {
        return lines.map(SourceLines::acknowledgedTo).orElse(0L);
    }

    /// Lines that were read and are nowhere, and requests that were shipped and passed over in
    /// counting.
    public long missing() {
        boolean passed = lines.isPresent() && countedTo >= acknowledgedTo();
        return Math.max(unbalanced(), 0) + (passed ? Math.max(shipped() - counted, 0) : 0);
    }

    /// Lines that are in two places, and requests that were counted and not shipped.
    public long repeated() {
        boolean possible = lines.isPresent() && countedTo <= acknowledgedTo();
        return Math.max(-unbalanced(), 0) + (possible ? Math.max(counted - shipped(), 0) : 0);
    }

    private long unbalanced() {
        return read() - shipped() - waiting() - rejected();
    }

    /// Whether nothing is under way: what they say is of the same bytes, and nothing waits.
    boolean isAtRest() {
        return lines.isEmpty() || (countedTo == acknowledgedTo() && waiting() == 0);
    }

    /// In a word or two.
    public String verdict() {
        if (lines.isEmpty()) {
            return "not reported";
        }
        if (missing() > 0 || repeated() > 0) {
            return "%,d missing, %,d repeated".formatted(missing(), repeated());
        }
        return isAtRest() ? "exact" : "under way";
    }
}
