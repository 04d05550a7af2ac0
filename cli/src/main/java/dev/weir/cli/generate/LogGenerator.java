package dev.weir.cli.generate;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Makes access log lines as an nginx edge writes them, in the format [#FORMAT].
///
/// The shares are those of real logs: Zipf-distributed paths, clients and customers, a quarter of
/// requests with a query, lognormal sizes and times, misses slower than hits, a few request lines
/// that are none. Deterministic: the same configuration and the same times make the same bytes.
/// For one thread. Allocates nothing per line but for a few new paths.
public final class LogGenerator {
    /// nginx's `log_format` of the lines: combined, and what tells a cache's work.
    public static final String FORMAT =
            "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
                    + " \"$http_referer\" \"$http_user_agent\" $host $request_time"
                    + " $upstream_response_time $upstream_cache_status $ssl_protocol"
                    + " $request_length";

    /// No line is longer, line feed included.
    public static final int MAX_LINE_BYTES = 2048;

    private static final DateTimeFormatter TIME_LOCAL =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final byte[] NOBODY = Vocabulary.bytes(" - - [");
    private static final byte[] NO_AGENT_NO_HOST = Vocabulary.bytes("\"-\" \"-\" _ ");
    private static final byte[] NO_UPSTREAM = Vocabulary.bytes(" - - - ");
    private static final byte[] HTTP_1 = Vocabulary.bytes(" HTTP/1.1\" ");
    private static final byte[] HTTP_2 = Vocabulary.bytes(" HTTP/2.0\" ");
    private static final byte[] OWN_REFERER = Vocabulary.bytes("https://");
    private static final byte[] FRONT_PAGE = Vocabulary.bytes("/");

    private static final int MALFORMED_PER_MILLE = 3;
    private static final int QUERY_PER_MILLE = 240;
    private static final int HTTP_2_PER_MILLE = 700;
    private static final int OWN_REFERER_PER_MILLE = 350;

    /// How many of a flood's requests come from how few addresses.
    private static final int FLOOD_CLIENTS = 300;

    private final Dice dice;
    private final Sites sites;
    private final Clients clients;
    private final Targets targets;
    private final Episodes episodes;
    private final Outcomes outcomes = new Outcomes();
    private final WeightedChoice referer = WeightedChoice.of(60, 16, 4, 3, 5, 6, 4, 2);
    private final LineBuffer line = new LineBuffer();
    private long second = Long.MIN_VALUE;
    private byte[] timeLocal = new byte[0];

    /// Prepares the traffic: some milliseconds for tens of thousands of paths.
    public LogGenerator(GeneratorConfig config) {
        dice = new Dice(config.seed());
        sites = new Sites(config.customers());
        clients = new Clients(config.clients(), dice);
        targets = new Targets(config.paths(), dice);
        episodes = new Episodes(config.seed(), config.attacks());
    }

    /// Writes one line, line feed included.
    ///
    /// @param timeMillis the request's time; what attacks are under way follows from it
    /// @param buffer has at least [#MAX_LINE_BYTES] of room at `at`
    /// @return the position after the line
    public int next(long timeMillis, byte[] buffer, int at) {
        line.open(buffer, at);
        if (dice.perMille(MALFORMED_PER_MILLE)) {
            malformed(timeMillis);
        } else if (episodes.flooding(timeMillis) && dice.perMille(Episodes.FLOOD_PER_MILLE)) {
            flood(timeMillis);
        } else if (episodes.probing(timeMillis) && dice.perMille(Episodes.BURST_PER_MILLE)) {
            probe(timeMillis);
        } else {
            request(timeMillis);
        }
        line.put('\n');
        return line.position();
    }

    /// The customers' catalogue: which hosts are whose. A few generated hosts are nobody's.
    public String catalogueYaml() {
        return sites.catalogueYaml();
    }

    /// How much traffic there is at a time, relative to the mean.
    public double load(long timeMillis) {
        return episodes.load(timeMillis);
    }

    private void request(long timeMillis) {
        int client = clients.next(dice);
        byte[] host = sites.nextHost(dice);
        outcomes.roll(dice);
        begin(clients.address(client), timeMillis);
        byte[] path = targets.nextPath(dice);
        line.put(outcomes.method()).put(' ').put(path);
        int length = path.length;
        if (dice.perMille(QUERY_PER_MILLE)) {
            byte[] query = targets.nextQuery(dice);
            line.put('?').put(query);
            length += query.length;
        }
        line.put(dice.perMille(HTTP_2_PER_MILLE) ? HTTP_2 : HTTP_1);
        statusAndSize(outcomes.status(), outcomes.bytes());
        line.put('"');
        if (dice.perMille(OWN_REFERER_PER_MILLE)) {
            line.put(OWN_REFERER).put(host).put(targets.nextPath(dice));
        } else {
            line.put(Vocabulary.REFERERS[referer.next(dice)]);
        }
        byte[] agent = clients.userAgent(client);
        line.put('"').put(' ').put('"').put(agent).put('"').put(' ').put(host).put(' ');
        timing(outcomes);
        line.put(' ').put(length + agent.length + outcomes.bodyReceived());
    }

    private void malformed(long timeMillis) {
        begin(clients.address(clients.next(dice)), timeMillis);
        line.put(Vocabulary.MALFORMED[dice.below(Vocabulary.MALFORMED.length)]);
        line.put('"').put(' ');
        statusAndSize(Outcomes.BAD_REQUEST, 157);
        line.put(NO_AGENT_NO_HOST).putSeconds(dice.below(60));
        line.put(NO_UPSTREAM).put(dice.below(400));
    }

    /// Many requests for one page of one customer, past the cache, from a few hundred addresses.
    private void flood(long timeMillis) {
        byte[] host = sites.hostOf(episodes.victim(timeMillis, sites.count()));
        int attacker = dice.below(FLOOD_CLIENTS);
        outcomes.rollFlood(dice);
        begin(clients.address(attacker % clients.count()), timeMillis);
        line.put(outcomes.method()).put(' ').put(FRONT_PAGE).put('?').put(dice.below(1_000_000));
        line.put(HTTP_1);
        statusAndSize(outcomes.status(), outcomes.bytes());
        line.put('"').put('-').put('"').put(' ').put('"');
        byte[] agent = Vocabulary.USER_AGENTS[attacker % 3];
        line.put(agent).put('"').put(' ').put(host).put(' ');
        timing(outcomes);
        line.put(' ').put(180 + agent.length);
    }

    private void probe(long timeMillis) {
        byte[] host = sites.hostOf(episodes.victim(timeMillis, sites.count()));
        outcomes.rollProbe(dice);
        begin(
                clients.address(
                        (int) (timeMillis / Episodes.BURST_EVERY_MILLIS % 97) % clients.count()),
                timeMillis);
        line.put(outcomes.method()).put(' ');
        line.put(Vocabulary.PROBES[dice.below(Vocabulary.PROBES.length)]).put(HTTP_1);
        statusAndSize(outcomes.status(), outcomes.bytes());
        line.put('"').put('-').put('"').put(' ').put('"');
        line.put(Vocabulary.SCANNERS[dice.below(Vocabulary.SCANNERS.length)]);
        line.put('"').put(' ').put(host).put(' ');
        timing(outcomes);
        line.put(' ').put(300 + dice.below(200));
    }

    private void begin(byte[] address, long timeMillis) {
        long now = Math.floorDiv(timeMillis, 1000);
        if (now != second) {
            second = now;
            timeLocal = Vocabulary.bytes(TIME_LOCAL.format(Instant.ofEpochSecond(now)));
        }
        line.put(address).put(NOBODY).put(timeLocal).put(']').put(' ').put('"');
    }

    private void statusAndSize(int status, int bytes) {
        line.put(status).put(' ').put(bytes).put(' ');
    }

    private void timing(Outcomes of) {
        line.putSeconds(of.requestMillis()).put(' ');
        if (of.upstreamMillis() < 0) {
            line.put('-');
        } else {
            line.putSeconds(of.upstreamMillis());
        }
        line.put(' ').put(of.cacheStatus()).put(' ').put(of.tls());
    }
}
