package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// HAProxy: `option httplog`, `httpslog` and `httplog clf`, raw or behind a syslog header; lines of
/// `tcplog` and others of the stream are told apart. Custom formats that write JSON are read by the
/// usual keys.
///
/// See <https://docs.haproxy.org/2.8/configuration.html#8.2.3>. Its times have no zone.
final class HaproxyFormats {
    /// @param captures which request headers `capture request header` takes, in order
    static List<Layout> all(List<String> captures) throws ConfigurationException {
        return List.of(http(captures), common(), JsonFormats.any());
    }

    private static Layout http(List<String> captures) throws ConfigurationException {
        List<Slot> slots = new ArrayList<>();
        slots.add(plain(Field.CLIENT_ADDRESS).picking(Pick.ADDRESS_BEFORE_PORT));
        slots.add(plain(Field.TIME));
        slots.add(plain(Field.FRONTEND));
        slots.add(plain(Field.BACKEND));
        slots.add(plain(Field.UPSTREAM_ADDRESS));
        slots.add(plain(Field.UPSTREAM_DURATION).in(Unit.MILLISECONDS));
        slots.add(plain(Field.DURATION).in(Unit.MILLISECONDS));
        slots.add(plain(Field.STATUS));
        slots.add(plain(Field.BODY_BYTES));
        slots.add(plain(Field.TERMINATION_STATE));
        slots.add(Slot.of(Field.REQUEST, Escape.HASH));
        slots.add(plain(Field.HOST).ranked(1));
        slots.add(plain(Field.TLS_VERSION));
        slots.add(plain(Field.SERVER));
        for (String capture : captures) {
            slots.add(Slot.of(captured(capture), Escape.HASH));
        }
        return new Layout(slots, Absence.DASH, HaproxySplitter::new);
    }

    private static Slot plain(Field field) {
        return Slot.of(field, Escape.NONE);
    }

    private static Field captured(String header) throws ConfigurationException {
        return switch (header.toLowerCase(Locale.ROOT)) {
            case "host" -> Field.HOST;
            case "referer" -> Field.REFERER;
            case "user-agent" -> Field.USER_AGENT;
            case "x-forwarded-for" -> Field.FORWARDED_FOR;
            case "-" -> Field.SKIPPED;
            default ->
                    throw new ConfigurationException(
                            "log format has the captured header "
                                    + header
                                    + "; allowed: host, referer, user-agent, x-forwarded-for, and -"
                                    + " for others");
        };
    }

    /// The common log format behind whatever syslog wrote.
    private static Layout common() throws ConfigurationException {
        Layout combined = ApacheFormats.compile(ApacheFormats.COMBINED);
        return new Layout(
                combined.slots(),
                combined.absence(),
                () -> new BehindSyslog(combined.newSplitter().get()));
    }

    private record BehindSyslog(Splitter lines) implements Splitter {
        @Override
        public ParseResult split(byte[] line, int from, int to, int[] starts, int[] ends) {
            int bracket = HaproxyTime.commonBracket(line, from, to);
            if (bracket < 0) {
                return ParseResult.NO_MATCH;
            }
            // client - user [
            int user = HaproxyTime.wordBefore(line, from, bracket);
            int identity = HaproxyTime.wordBefore(line, from, user);
            int client = HaproxyTime.wordBefore(line, from, identity);
            return lines.split(line, client, to, starts, ends);
        }
    }

    private HaproxyFormats() {}
}
