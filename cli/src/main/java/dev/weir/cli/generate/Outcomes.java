package dev.weir.cli.generate;

/// How a request ends: status, size, cache status and times, which hang together.
final class Outcomes {
    static final int BAD_REQUEST = 400;

    private static final int[] STATUSES = {200, 304, 404, 301, 302, 206, 403, 500, 502, 503, 499};
    private static final WeightedChoice STATUS =
            WeightedChoice.of(900, 44, 20, 10, 8, 6, 3, 2, 4, 1, 2);

    private static final byte[][] METHODS = Vocabulary.bytes("GET", "POST", "HEAD", "OPTIONS");
    private static final WeightedChoice METHOD = WeightedChoice.of(930, 45, 20, 5);
    private static final int GET = 0;
    private static final int POST = 1;

    private static final byte[][] CACHE =
            Vocabulary.bytes(
                    "HIT", "MISS", "EXPIRED", "STALE", "UPDATING", "REVALIDATED", "BYPASS", "-");
    private static final WeightedChoice CACHE_STATUS =
            WeightedChoice.of(640, 215, 35, 25, 5, 25, 45, 10);
    private static final int HIT = 0;
    private static final int MISS = 1;
    private static final int BYPASS = 6;

    private static final byte[][] TLS = Vocabulary.bytes("TLSv1.3", "TLSv1.2", "-");
    private static final WeightedChoice TLS_VERSION = WeightedChoice.of(80, 13, 7);

    private static final Lognormal SIZE = new Lognormal(4500, 1.8, 200_000_000);
    private static final Lognormal BODY = new Lognormal(700, 1.2, 1_000_000);
    private static final Lognormal HIT_MILLIS = new Lognormal(3, 1.0, 60_000);
    private static final Lognormal ORIGIN_MILLIS = new Lognormal(55, 0.9, 60_000);

    /// One miss in twenty-five waits for an origin that is busy.
    private static final Lognormal SLOW_ORIGIN_MILLIS = new Lognormal(900, 0.9, 60_000);

    private int method;
    private int status;
    private int bytes;
    private int cache;
    private int tls;
    private int requestMillis;
    private int upstreamMillis;
    private int bodyReceived;

    /// An ordinary request.
    void roll(Dice dice) {
        method = METHOD.next(dice);
        status = STATUSES[STATUS.next(dice)];
        cache = method == GET ? CACHE_STATUS.next(dice) : BYPASS;
        bodyReceived = method == POST ? BODY.next(dice) : 0;
        bytes =
                switch (status) {
                    case 304 -> 0;
                    case 200, 206 -> method == GET || method == POST ? SIZE.next(dice) : 0;
                    default -> 145 + dice.below(400);
                };
        tls = TLS_VERSION.next(dice);
        times(dice);
    }

    /// A request of a flood: past the cache, and the origin suffers.
    void rollFlood(Dice dice) {
        plain(dice.perMille(250) ? 503 : 200, MISS);
        bytes = status == 200 ? 5200 + dice.below(300) : 197;
        times(dice);
        requestMillis = requestMillis * 4;
        upstreamMillis = requestMillis;
    }

    /// A probe: mostly refused or not found, now and then answered.
    void rollProbe(Dice dice) {
        int chance = dice.below(10);
        plain(chance < 5 ? 404 : chance < 8 ? 403 : chance < 9 ? 200 : 500, MISS);
        bytes = 162 + dice.below(900);
        times(dice);
    }

    private void plain(int newStatus, int newCache) {
        method = GET;
        status = newStatus;
        cache = newCache;
        bodyReceived = 0;
        tls = 0;
    }

    private void times(Dice dice) {
        int own = HIT_MILLIS.next(dice);
        if (cache == HIT || cache == CACHE.length - 1) {
            upstreamMillis = -1;
            requestMillis = own;
        } else {
            upstreamMillis = (dice.below(25) == 0 ? SLOW_ORIGIN_MILLIS : ORIGIN_MILLIS).next(dice);
            requestMillis = upstreamMillis + own;
        }
    }

    byte[] method() {
        return METHODS[method];
    }

    int status() {
        return status;
    }

    int bytes() {
        return bytes;
    }

    byte[] cacheStatus() {
        return CACHE[cache];
    }

    byte[] tls() {
        return TLS[tls];
    }

    /// Milliseconds.
    int requestMillis() {
        return requestMillis;
    }

    /// Milliseconds; negative where no origin was asked.
    int upstreamMillis() {
        return upstreamMillis;
    }

    /// Bytes of the request's body.
    int bodyReceived() {
        return bodyReceived;
    }
}
