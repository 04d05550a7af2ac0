package dev.weir.benchmarks.stores;

/// What a dashboard asks, as the API takes it.
enum DashboardQuery {
    HOUR_BY_SECOND("1 h at 1 s", series("1h", "1s")),
    DAY_BY_MINUTE("24 h at 1 m", series("24h", "1m")),
    MONTH_BY_HOUR("30 d at 1 h", series("30d", "1h")),
    TOP_PATHS_OF_DAY("top paths of a day", "/v1/customers/%s/top/path?from=-24h"),
    LAST_MINUTE(
            "last minute of all customers (`/metrics/customers`: 1,000 at most)",
            "/metrics/customers");

    private final String label;
    private final String path;

    DashboardQuery(String label, String path) {
        this.label = label;
        this.path = path;
    }

    private static String series(String range, String step) {
        return "/v1/customers/%s/series?metrics=requests,bytes_sent&from=-"
                + range
                + "&step="
                + step;
    }

    String label() {
        return label;
    }

    /// Whether each customer asks for itself.
    boolean isOfOne() {
        return this != LAST_MINUTE;
    }

    String path(String customer) {
        return isOfOne() ? path.formatted(customer) : path;
    }
}
