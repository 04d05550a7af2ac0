package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes a time's format as `strftime` has it (`%d.%m.%Y %H:%M:%S`), reads times that are written so.
///
/// Beyond `strftime` it knows `%f`, a fraction of a second (`%3f` as well, as Envoy writes it), and
/// `%Q` and `%q`, milliseconds and microseconds since 1970.
final class TimePattern {
    /// What is a format of its own in another letter.
    private static final List<List<String>> SHORT_FOR =
            List.of(
                    List.of("%c", "%a %b %e %H:%M:%S %Y"),
                    List.of("%+", "%a %b %e %H:%M:%S %Z %Y"),
                    List.of("%D", "%m/%d/%y"),
                    List.of("%x", "%m/%d/%y"),
                    List.of("%X", "%H:%M:%S"),
                    List.of("%T", "%H:%M:%S"),
                    List.of("%R", "%H:%M"),
                    List.of("%r", "%I:%M:%S %p"),
                    List.of("%F", "%Y-%m-%d"));

    /// What [LogTime] reads without being told.
    private static final Pattern USUAL =
            Pattern.compile(
                    "(?:%d/%b/%Y:|%Y-%m-%d[T ]|%Y/%m/%d )%H:%M:%S(?:[.,]%f)?(?: ?%z|Z)?"
                            + "|%s(?:\\.%f)?|%Q|%q");

    private static final Pattern DIGITS_OF_FRACTION = Pattern.compile("%[0-9]f");
    private static final String MODIFIERS = "EO-_0^#";
    private static final byte[] SPACE = {' '};
    private static final byte[] UTC = {'U', 'T', 'C'};
    private static final byte[] GMT = {'G', 'M', 'T'};

    /// Text, or what a conversion takes; never both.
    private static final class Step {
        private final byte @Nullable [] text;
        private final char conversion;

        private Step(byte @Nullable [] text, char conversion) {
            this.text = text;
            this.conversion = conversion;
        }
    }

    private final Step[] steps;
    private final boolean usual;
    private final boolean whole;
    private final boolean spaced;

    private TimePattern(String expanded, List<Step> steps) {
        this.steps = steps.toArray(Step[]::new);
        this.usual = USUAL.matcher(expanded).matches();
        this.whole = isWhole(expanded);
        this.spaced = expanded.indexOf(' ') >= 0;
    }

    /// Compiles a format.
    ///
    /// @throws ConfigurationException if it has a conversion that is not known
    static TimePattern of(String format) throws ConfigurationException {
        String expanded = DIGITS_OF_FRACTION.matcher(format).replaceAll("%f");
        for (List<String> each : SHORT_FOR) {
            expanded = expanded.replace(each.getFirst(), each.getLast());
        }
        List<Step> steps = new ArrayList<>();
        for (int at = 0; at < expanded.length(); at++) {
            char letter = expanded.charAt(at);
            if (letter != '%') {
                String text = String.valueOf(letter);
                steps.add(new Step(text.getBytes(StandardCharsets.UTF_8), ' '));
                continue;
            }
            do {
                at++;
            } while (at < expanded.length() && MODIFIERS.indexOf(expanded.charAt(at)) >= 0);
            char conversion = at < expanded.length() ? expanded.charAt(at) : ' ';
            if ("YmdHMSyIjeklsfQqzZbBhaApuwn%t".indexOf(conversion) < 0) {
                throw new ConfigurationException(
                        "time format "
                                + format
                                + " has %"
                                + conversion
                                + "; allowed: %Y %y %m %b %B %d %e %j %H %I %k %l %M %S %p %f %s %z"
                                + " %Z %a %A %c %D %F %R %r %T");
            }
            steps.add(
                    switch (conversion) {
                        case '%' -> new Step(new byte[] {'%'}, ' ');
                        case 'n', 't' -> new Step(SPACE, ' ');
                        default -> new Step(null, conversion);
                    });
        }
        return new TimePattern(expanded, steps);
    }

    private static boolean isWhole(String expanded) {
        if (expanded.contains("%s") || expanded.contains("%Q") || expanded.contains("%q")) {
            return true;
        }
        boolean year = expanded.contains("%Y") || expanded.contains("%y");
        boolean month = expanded.matches("(?s).*%[mbBh].*");
        boolean day = expanded.matches("(?s).*%[de].*");
        boolean hour = expanded.matches("(?s).*%[HkIl].*");
        return year && month && day && hour && expanded.contains("%M");
    }

    /// Whether [LogTime] reads these times as well, and faster.
    boolean isUsual() {
        return usual;
    }

    boolean hasSpaces() {
        return spaced;
    }

    /// Whether such a text says a time to the minute, and not a piece of one.
    boolean isWhole() {
        return whole;
    }

    /// Where a time ends that starts at `from`; -1 if none does.
    int end(byte[] bytes, int from, int to) {
        int at = from;
        for (Step step : steps) {
            at = end(step, bytes, at, to);
            if (at < 0) {
                return -1;
            }
        }
        return at;
    }

    /// Reads a time; [LogTime#NONE] if it is none.
    ///
    /// @param times whose zone counts where none is written
    long read(byte[] bytes, int from, int to, LogTime times) {
        long year = -1;
        long month = 1;
        long day = 1;
        long hour = 0;
        long minute = 0;
        long second = 0;
        long millis = 0;
        long sinceEpoch = LogTime.NONE;
        int half = -1;
        int zone = LogTime.NO_ZONE;
        int at = from;
        for (Step step : steps) {
            int start = at;
            at = end(step, bytes, at, to);
            if (at < 0) {
                return LogTime.NONE;
            }
            switch (step.conversion) {
                case 'Y' -> year = Decimal.whole(bytes, start, at);
                case 'y' -> year = century(Decimal.whole(bytes, start, at));
                case 'm' -> month = Decimal.whole(bytes, start, at);
                case 'b', 'B', 'h' -> month = LogTime.month(bytes, start);
                case 'd', 'e' -> day = padded(bytes, start, at);
                case 'H', 'k', 'I', 'l' -> hour = padded(bytes, start, at);
                case 'M' -> minute = Decimal.whole(bytes, start, at);
                case 'S' -> second = Decimal.whole(bytes, start, at);
                case 'p' -> half = bytes[start] == 'P' || bytes[start] == 'p' ? 12 : 0;
                case 'f' -> millis = LogTime.fraction(bytes, start, at);
                case 's' -> sinceEpoch = Decimal.whole(bytes, start, at) * 1000;
                case 'Q' -> sinceEpoch = Decimal.whole(bytes, start, at);
                case 'q' -> sinceEpoch = Decimal.whole(bytes, start, at) / 1000;
                case 'z' -> zone = LogTime.zoneSeconds(bytes, start, at);
                case 'Z' -> zone = isUtc(bytes, start, at) ? 0 : LogTime.NO_ZONE;
                default -> {
                    // A day's name says nothing that its date does not.
                }
            }
        }
        if (at != to || zone == LogTime.BAD_ZONE) {
            return LogTime.NONE;
        }
        if (sinceEpoch != LogTime.NONE) {
            return sinceEpoch < 0 ? LogTime.NONE : sinceEpoch + millis;
        }
        long ofDay = LogTime.secondOfDay(half < 0 ? hour : hour % 12 + half, minute, second);
        long local = LogTime.second(year, month, day, ofDay);
        return local == LogTime.NONE ? LogTime.NONE : times.utcOf(local, zone) * 1000 + millis;
    }

    private static int end(Step step, byte[] bytes, int at, int to) {
        if (step.text != null) {
            boolean there = ByteScan.startsWith(bytes, at, to, step.text);
            return there ? at + step.text.length : -1;
        }
        return switch (step.conversion) {
            case 'Y' -> digits(bytes, at, to, 4, 4);
            case 'm', 'd', 'H', 'M', 'S', 'y', 'I' -> digits(bytes, at, to, 2, 2);
            case 'j' -> digits(bytes, at, to, 3, 3);
            case 'u', 'w' -> digits(bytes, at, to, 1, 1);
            case 'e', 'k', 'l' ->
                    digits(bytes, at < to && bytes[at] == ' ' ? at + 1 : at, to, 1, 2);
            // Until the year 2286; a fraction may stand right behind.
            case 's' -> digits(bytes, at, to, 1, 10);
            case 'f', 'Q', 'q' -> digits(bytes, at, to, 1, 18);
            case 'z' -> zoneEnd(bytes, at, to);
            case 'b', 'B', 'h' -> letters(bytes, at, to, 3);
            default -> letters(bytes, at, to, 1);
        };
    }

    private static int digits(byte[] bytes, int from, int to, int least, int most) {
        int at = from;
        while (at < to && at - from < most && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at - from >= least ? at : -1;
    }

    private static int letters(byte[] bytes, int from, int to, int least) {
        int at = from;
        while (at < to && ((bytes[at] | 0x20) >= 'a' && (bytes[at] | 0x20) <= 'z')) {
            at++;
        }
        return at - from >= least ? at : -1;
    }

    /// Of `Z`, `+hh`, `+hhmm` or `+hh:mm`.
    private static int zoneEnd(byte[] bytes, int from, int to) {
        if (from < to && bytes[from] == 'Z') {
            return from + 1;
        }
        int hours = digits(bytes, from + 1, to, 2, 2);
        if (hours < 0) {
            return -1;
        }
        boolean colon = hours < to && bytes[hours] == ':';
        int minutes = digits(bytes, colon ? hours + 1 : hours, to, 2, 2);
        return minutes < 0 ? hours : minutes;
    }

    private static boolean isUtc(byte[] bytes, int from, int to) {
        return to - from == 3
                && (ByteScan.startsWith(bytes, from, to, UTC)
                        || ByteScan.startsWith(bytes, from, to, GMT));
    }

    private static long century(long year) {
        return year < 69 ? 2000 + year : 1900 + year;
    }

    private static long padded(byte[] bytes, int from, int to) {
        return Decimal.whole(bytes, bytes[from] == ' ' ? from + 1 : from, to);
    }
}
