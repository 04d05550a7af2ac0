package dev.weir.storage.influxdb;

import com.influxdb.exceptions.InfluxException;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes what the client says went wrong, gives a sentence that says what a person can do. What it
/// is, the status tells, and where that is not enough, the server's words: of those of version 1
/// each test names one.
final class InfluxErrors {
    private static final Pattern BEYOND_RETENTION =
            Pattern.compile("points beyond retention policy.*?dropped=(\\d+)");
    private static final Pattern TYPE_CONFLICT =
            Pattern.compile("input field \"([^\"]+)\" on measurement \"([^\"]+)\"");

    /// A server repeats what it cannot read, which may be all that was written.
    private static final Pattern REPEATED = Pattern.compile("'.*", Pattern.DOTALL);

    private static final int MAX_WORDS = 200;

    private final InfluxConfig config;

    InfluxErrors(InfluxConfig config) {
        this.config = config;
    }

    /// How many points of a write the server refused because they are older than it keeps any; empty
    /// if that is not what went wrong. All others are stored.
    static OptionalLong beyondRetention(InfluxException e) {
        Matcher matcher = BEYOND_RETENTION.matcher(String.valueOf(e.getMessage()));
        return matcher.find()
                ? OptionalLong.of(Long.parseLong(matcher.group(1)))
                : OptionalLong.empty();
    }

    /// Of a request.
    StoreException of(InfluxException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TokenHeader.Unreadable unreadable) {
                return exception(
                        Reason.CREDENTIALS,
                        e,
                        "the token for " + place() + " cannot be read: " + unreadable.getMessage());
            }
            if (cause instanceof StatementErrors.Failed failed) {
                return ofWords(e, String.valueOf(failed.getMessage()));
            }
            if (cause instanceof IOException io) {
                return silent(io);
            }
        }
        return e.status() == 0 ? senseless(e) : ofStatus(e, words(e.getMessage()));
    }

    /// Of an answer that did not come, or not whole.
    StoreException silent(@Nullable Exception e) {
        String sentence = place() + " cannot be reached, or has ended the connection";
        return e == null
                ? new StoreException(Reason.UNREACHABLE, sentence)
                : exception(Reason.UNREACHABLE, e, sentence + " (" + words(e.getMessage()) + ")");
    }

    /// Of an answer that the client cannot make sense of.
    StoreException senseless(RuntimeException e) {
        return exception(
                Reason.OTHER,
                e,
                "what answers at "
                        + config.url()
                        + " is no InfluxDB: correct store.influxdb.url ("
                        + words(e.toString())
                        + ")");
    }

    private StoreException ofStatus(InfluxException e, String words) {
        return switch (e.status()) {
            case 401 ->
                    exception(
                            Reason.CREDENTIALS,
                            e,
                            place()
                                    + " does not know the token: check it, and where it stands ("
                                    + words
                                    + ")");
            case 403 -> rights(e, words);
            case 404 ->
                    words.contains("not found")
                            ? ofWords(e, words)
                            : exception(
                                    Reason.OTHER,
                                    e,
                                    "what answers at "
                                            + config.url()
                                            + " has no write API of InfluxDB 2: InfluxDB has it"
                                            + " since 1.8; for an older one see the page of this"
                                            + " store");
            case 413 ->
                    exception(
                            Reason.OTHER,
                            e,
                            place()
                                    + " refuses a request of "
                                    + InfluxDatabase.MAX_REQUEST_CHARS / (1 << 20)
                                    + " MiB: raise its limit, or that of the proxy before it");
            case 408, 429, 503 ->
                    exception(Reason.BUSY, e, place() + " is at one of its limits (" + words + ")");
            case 502, 504 ->
                    exception(
                            Reason.UNREACHABLE,
                            e,
                            "the proxy at "
                                    + config.url()
                                    + " cannot reach the server ("
                                    + words
                                    + ")");
            default -> ofWords(e, words);
        };
    }

    private StoreException ofWords(InfluxException e, String words) {
        String known = words.toLowerCase(Locale.ROOT);
        if (known.contains("field type conflict")) {
            return typeConflict(e);
        }
        if (known.contains("retention policy not found")
                || (known.contains("bucket") && known.contains("not found"))) {
            return exception(
                    Reason.NOT_READY,
                    e,
                    "a part of the store in "
                            + place()
                            + " is not there ("
                            + words
                            + "): run weir store init");
        }
        if (known.contains("database not found")) {
            return noDatabase(e);
        }
        if (known.contains("not authorized") || known.contains("requires admin")) {
            return rights(e, words);
        }
        if (known.contains("no space left") || known.contains("disk full")) {
            return exception(
                    Reason.DISK_FULL,
                    e,
                    "the disk of "
                            + place()
                            + " is full: free some space on it, or keep less (store.tiers); what"
                            + " is stored is safe");
        }
        if (known.contains("limit exceeded")) {
            return exception(
                    Reason.OTHER,
                    e,
                    place()
                            + " is at a limit that its configuration sets ("
                            + words
                            + "): raise it");
        }
        return e.status() >= 500 || known.contains("timeout")
                ? exception(
                        Reason.BUSY,
                        e,
                        place() + " has a fault of its own (" + words + "): look into its log")
                : exception(
                        Reason.OTHER,
                        e,
                        "the store in " + place() + " refused a request (" + words + ")");
    }

    private StoreException typeConflict(InfluxException e) {
        Matcher matcher = TYPE_CONFLICT.matcher(String.valueOf(e.getMessage()));
        String field =
                matcher.find()
                        ? "field " + matcher.group(1) + " of measurement " + matcher.group(2)
                        : "a field";
        return exception(
                Reason.OTHER,
                e,
                field
                        + " in "
                        + place()
                        + " has another type than Weir's: something else writes there; give Weir a"
                        + " database of its own, or drop that measurement");
    }

    /// Of a database that is not there.
    StoreException noDatabase(@Nullable Exception e) {
        String sentence =
                "there is no "
                        + place()
                        + ": have it made (CREATE DATABASE \""
                        + config.database()
                        + "\") or correct store.influxdb.database";
        return e == null
                ? new StoreException(Reason.NO_DATABASE, sentence)
                : exception(Reason.NO_DATABASE, e, sentence);
    }

    private StoreException rights(InfluxException e, String words) {
        return exception(
                Reason.RIGHTS,
                e,
                "the token lacks a right in "
                        + place()
                        + ", or there is no such database ("
                        + words
                        + "): have an administrator run GRANT ALL ON \""
                        + config.database()
                        + "\" TO its user, or give it read and write on the buckets");
    }

    private String place() {
        return "database " + config.place();
    }

    private static StoreException exception(Reason reason, Exception e, String sentence) {
        return new StoreException(reason, sentence, e);
    }

    /// What the server said, without what it was told.
    static String words(@Nullable String message) {
        if (message == null) {
            return "it does not say why";
        }
        String said = message.replaceFirst("^HTTP status code: \\d+; Message: ", "");
        String words = REPEATED.matcher(said).replaceFirst("…").lines().findFirst().orElse("");
        return words.length() <= MAX_WORDS ? words : words.substring(0, MAX_WORDS) + "…";
    }
}
