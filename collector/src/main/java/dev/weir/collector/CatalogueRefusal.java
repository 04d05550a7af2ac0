package dev.weir.collector;

/// Why a catalogue is not taken.
final class CatalogueRefusal extends Exception {
    private static final long serialVersionUID = 1;

    /// The reason as a label of the metric.
    enum Reason {
        /// There is no such file.
        ABSENT,
        /// The file may not be read, or the disk gives an error.
        UNREADABLE,
        /// The file is larger than [CatalogueFile#MAX_BYTES].
        TOO_LARGE,
        /// It was written to while it was read; it is read again.
        CHANGED_WHILE_READ,
        /// It is no catalogue; the sentence names the line.
        INVALID,
        /// It has no customers or no hosts.
        EMPTY,
        /// More than half of the customers are missing from it.
        CUSTOMERS_LOST,
        /// More than half of the hosts are missing from it.
        HOSTS_LOST,
        /// Weir failed on it, which is an error of Weir's.
        FAILED;

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Reason reason;

    CatalogueRefusal(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
