package dev.weir.collector.format;

import dev.weir.collector.address.AddressPolicy;
import dev.weir.schema.yaml.ConfigurationException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/// How one proxy writes its access log: compiled once, shared by every source that uses it.
///
/// @param name as it was asked for
/// @param parsers gives a parser for one thread
/// @param carriesHost whether a line may say which host the request was for
/// @param hasDirectives whether lines of the log say how those below them read, so that a reader
///     who begins in the middle must have seen them
public record LogFormat(
        String name,
        Function<AddressPolicy, LineParser> parsers,
        boolean carriesHost,
        boolean hasDirectives) {
    /// Takes a format's name or a format string, gives the compiled format; times without a zone
    /// are UTC.
    ///
    /// @throws ConfigurationException if it is neither, with one sentence that says why
    public static LogFormat of(String nameOrFormat) throws ConfigurationException {
        return of(nameOrFormat, ZoneOffset.UTC);
    }

    /// Takes a format's name (see [#names]) or a format string, gives the compiled format.
    ///
    /// A string with `$` is read as nginx reads a `log_format`, one with `%NAME%` as Envoy does, one
    /// with names that only HAProxy has (`%ci`, `%ST`) as its `log-format`, any other with `%` as
    /// Apache reads a `LogFormat`.
    ///
    /// @param zone of times that do not say theirs
    /// @throws ConfigurationException if it is neither, with one sentence that says why
    public static LogFormat of(String nameOrFormat, ZoneId zone) throws ConfigurationException {
        return NamedFormats.of(nameOrFormat, zone);
    }

    /// The names of the formats that need no format string.
    public static List<String> names() {
        return NamedFormats.names();
    }

    static LogFormat of(String name, List<Layout> layouts, ZoneId zone) {
        boolean host = layouts.stream().anyMatch(layout -> layout.has(Field.HOST));
        return new LogFormat(name, addresses -> newParser(layouts, zone, addresses), host, false);
    }

    private static LineParser newParser(
            List<Layout> layouts, ZoneId zone, AddressPolicy addresses) {
        List<LineParser> parsers =
                layouts.stream()
                        .<LineParser>map(
                                layout -> new RequestParser(layout, new LogTime(zone), addresses))
                        .toList();
        return parsers.size() == 1 ? parsers.getFirst() : new AlternativesParser(parsers);
    }

    /// A parser for one thread, which keeps clients' addresses as they are.
    public LineParser newParser() {
        return newParser(AddressPolicy.KEEP);
    }

    /// A parser for one thread.
    ///
    /// @param addresses what is kept of clients' addresses
    public LineParser newParser(AddressPolicy addresses) {
        return parsers.apply(addresses);
    }
}
