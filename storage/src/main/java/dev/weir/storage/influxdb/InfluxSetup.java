package dev.weir.storage.influxdb;

import com.influxdb.query.InfluxQLQueryResult;
import dev.weir.storage.Retention;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes what the store needs in its database and brings it to this version and to the configured
/// retention: what `weir store init` and `weir store migrate` do. Doing it again changes nothing.
public final class InfluxSetup {
    /// The version of the layout that this version of Weir works on.
    static final int VERSION = 1;

    private static final Pattern DURATION = Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");

    private final InfluxConfig config;
    private final int version;

    /// Creates it for a database.
    public InfluxSetup(InfluxConfig config) {
        this(config, VERSION);
    }

    InfluxSetup(InfluxConfig config, int version) {
        this.config = config;
        this.version = version;
    }

    /// What was found and made.
    ///
    /// @param from the version that was there; 0: nothing
    /// @param to the version that is there now
    /// @param policies the retention policies that were made or changed
    public record Outcome(int from, int to, List<String> policies) {}

    private record Present(int version, String id) {}

    /// Makes what is missing, and changes how long each tier is kept to what is configured.
    ///
    /// @throws StoreException if something is in the way; what was made until then is made
    public Outcome init(Retention retention) {
        try (var db = new InfluxDatabase(config)) {
            Map<String, Duration> found = policies(db);
            Present present =
                    found.containsKey(InfluxDatabase.STATE) ? present(db) : new Present(0, "");
            if (present.version() != 0) {
                requireThis(present.version());
            }
            List<String> changed = apply(db, retention, found);
            if (present.version() == 0) {
                write(db, UUID.randomUUID().toString());
            }
            return new Outcome(present.version(), version, changed);
        }
    }

    /// Brings the store to this version, and to the configured retention.
    ///
    /// @throws StoreException if there is none, it is newer, or something is in the way
    public Outcome migrate(Retention retention) {
        try (var db = new InfluxDatabase(config)) {
            Map<String, Duration> found = policies(db);
            Present present =
                    found.containsKey(InfluxDatabase.STATE) ? present(db) : new Present(0, "");
            requireKnown(present.version());
            List<String> changed = apply(db, retention, found);
            if (present.version() < version) {
                write(db, present.id()); // there is nothing else to do for any version yet
            }
            return new Outcome(present.version(), version, changed);
        }
    }

    private void write(InfluxDatabase db, String id) {
        db.write(
                InfluxDatabase.STATE,
                new LineProtocol(64)
                        .point("store")
                        .field("version", version)
                        .field("id", id)
                        .at(0)
                        .take());
    }

    /// The policies that are there, with how long each keeps what is in it; zero: for ever.
    private Map<String, Duration> policies(InfluxDatabase db) {
        Map<String, Duration> policies = new HashMap<>();
        for (InfluxQLQueryResult.Series.Record row :
                db.show("SHOW RETENTION POLICIES ON \"" + config.database() + '"')) {
            policies.put(StateRows.text(row, "name"), duration(StateRows.text(row, "duration")));
        }
        if (policies.isEmpty()) { // every database has one from its beginning
            throw new InfluxErrors(config).noDatabase(null);
        }
        return policies;
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new StoreException(
                    "the server has a retention of " + text + ", which is no duration");
        }
        return Duration.ofHours(number(matcher.group(1)))
                .plusMinutes(number(matcher.group(2)))
                .plusSeconds(number(matcher.group(3)));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /// @return the names of those that were made or changed
    private List<String> apply(
            InfluxDatabase db, Retention retention, Map<String, Duration> found) {
        Map<RetentionPolicy, String> statements = new LinkedHashMap<>();
        for (RetentionPolicy policy : RetentionPolicy.of(retention)) {
            Duration present = found.get(policy.name());
            if (present == null) {
                statements.put(policy, policy.create(config.database()));
            } else if (!present.equals(policy.duration())) {
                statements.put(policy, policy.alter(config.database()));
            }
        }
        if (statements.isEmpty()) {
            return List.of();
        }
        requireVersionOne(db, List.copyOf(statements.keySet()));
        try {
            var _ = db.queryAll(InfluxDatabase.STATE, List.copyOf(statements.values()));
        } catch (StoreException e) {
            if (e.reason() != Reason.RIGHTS) {
                throw e;
            }
            throw new StoreException(
                    Reason.RIGHTS,
                    "the token may not make retention policies in database "
                            + config.place()
                            + ": have an administrator run "
                            + String.join("; ", statements.values())
                            + " and run this again",
                    e);
        }
        return statements.keySet().stream().map(RetentionPolicy::name).toList();
    }

    /// Later versions have buckets in place of policies, which InfluxQL cannot make.
    private void requireVersionOne(InfluxDatabase db, List<RetentionPolicy> wanted) {
        String server = db.version();
        if (!server.matches("v?[2-9].*")) {
            return;
        }
        throw new StoreException(
                Reason.NOT_READY,
                "the server at "
                        + config.url()
                        + " is InfluxDB "
                        + server
                        + ", which has buckets: run "
                        + String.join(
                                "; ",
                                wanted.stream()
                                        .map(policy -> policy.createBucket(config.database()))
                                        .toList())
                        + " (or influx bucket update, where it is there with another retention) and"
                        + " run this again");
    }

    private Present present(InfluxDatabase db) {
        for (InfluxQLQueryResult.Series.Record row :
                db.query(InfluxDatabase.STATE, "SELECT \"version\", \"id\" FROM \"store\"")) {
            return new Present(
                    Math.toIntExact(StateRows.number(row, "version")), StateRows.text(row, "id"));
        }
        return new Present(0, "");
    }

    /// @return the store's id
    /// @throws StoreException unless there is a store of this version
    String requirePresent(InfluxDatabase db) {
        Present present;
        try {
            present = present(db);
        } catch (StoreException e) {
            if (e.reason() != Reason.NOT_READY) {
                throw e;
            }
            present = new Present(0, "");
        }
        requireKnown(present.version());
        requireThis(present.version());
        return present.id();
    }

    private void requireThis(int found) {
        requireKnown(found);
        if (found < version) {
            throw new StoreException(
                    Reason.NOT_READY,
                    "the store in "
                            + place()
                            + " has version "
                            + found
                            + ", and this version of Weir works on version "
                            + version
                            + ": run weir store migrate");
        }
    }

    private void requireKnown(int found) {
        if (found == 0) {
            throw new StoreException(
                    Reason.NOT_READY, "there is no store in " + place() + ": run weir store init");
        }
        if (found > version) {
            throw new StoreException(
                    Reason.NEWER_VERSION,
                    "the store in "
                            + place()
                            + " has version "
                            + found
                            + ", and this version of Weir works on version "
                            + version
                            + ": use the version of Weir that made it, or a newer one");
        }
    }

    private String place() {
        return "database " + config.place();
    }
}
