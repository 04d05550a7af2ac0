package dev.weir.cli.broker;

import java.lang.System.Logger.Level;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;

/// Takes what goes wrong inside the broker, gives it to whoever runs it.
///
/// On its own Kafka ends the process; here that is for the owner to decide.
final class BrokerFaults {
    private static final System.Logger LOG = System.getLogger(BrokerFaults.class.getName());

    private final Path directory;
    private final CompletableFuture<String> first = new CompletableFuture<>();

    BrokerFaults(Path directory) {
        this.directory = directory;
    }

    /// Catches Kafka's calls to end the process, from now on, for the whole process. Kafka halts
    /// when its disk fails or is full.
    void catchExits() {
        Exit.Procedure report =
                (status, message) -> {
                    fatal(
                            "the broker stopped: its directory "
                                    + directory
                                    + " is full or failed; free some space and start again");
                    // Kafka relies on this call not to return.
                    throw new FaultHandlerException(message == null ? "halt" : message);
                };
        Exit.setExitProcedure(report);
        Exit.setHaltProcedure(report);
    }

    /// The first fatal fault, as one sentence; not complete while the broker is well.
    CompletableFuture<String> first() {
        return first;
    }

    /// Makes Kafka's handler for one of its parts.
    FaultHandler handler(String part, boolean fatal, Runnable action) {
        return (message, cause) -> {
            action.run();
            String sentence = part + ": " + message;
            if (fatal) {
                fatal(cause == null ? sentence : sentence + ": " + plain(cause));
            } else {
                LOG.log(Level.WARNING, "broker fault in " + sentence, cause);
            }
            return new FaultHandlerException(message, cause);
        };
    }

    private void fatal(String sentence) {
        if (first.complete(sentence)) {
            LOG.log(Level.ERROR, sentence);
        }
    }

    /// The innermost cause's message: what a person can act on.
    static String plain(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /// One sentence for a start that failed.
    static String startSentence(BrokerConfig config, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException
                    || (cause instanceof KafkaException
                            && String.valueOf(cause.getMessage())
                                    .contains("Socket server failed to bind"))) {
                return "port "
                        + config.port()
                        + " of 127.0.0.1 is in use: stop what listens there, or choose another port"
                        + " for the broker (0 takes a free one)";
            }
            if (String.valueOf(cause.getMessage()).contains("Failed to acquire lock on file")) {
                return "the broker's directory "
                        + config.directory()
                        + " is in use by another process: stop that, or choose another with --data";
            }
        }
        return "the broker did not start in "
                + config.directory()
                + ": "
                + plain(failure)
                + "; if the disk is full, free some space";
    }
}
