package dev.weir.collector.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes the values of nginx's variables as a line has them, gives what they mean: the half of
/// [ReferenceParser] that knows escaping, numbers and times.
final class ReferenceValues {
    /// A value that the line says is not there.
    static final String ABSENT = "(absent)";

    private static final Map<String, String> NAMES =
            Map.of(
                    "remote_addr", "CLIENT_ADDRESS",
                    "remote_user", "USER",
                    "http_referer", "REFERER",
                    "http_user_agent", "USER_AGENT",
                    "upstream_cache_status", "CACHE_STATUS");

    private static final List<String> NUMBERS =
            List.of("status", "body_bytes_sent", "request_length", "request_time");

    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]*)");

    private static final Pattern COMMON_TIME =
            Pattern.compile("(..)/(...)/(....):(..):(..):(..)(.*)", Pattern.DOTALL);
    private static final Pattern ISO_TIME =
            Pattern.compile("(....)([-/])(..)\\2(..)[T \t](..):(..):(..)(.*)", Pattern.DOTALL);
    private static final Pattern BEHIND_SECONDS =
            Pattern.compile("(?:[.,]([0-9]*))? ?(?:(Z)|([+-])([0-9]{2})(?::?([0-9]{2}))?)?");
    private static final Pattern EPOCH = Pattern.compile("[0-9]+(?:\\.[0-9]*)?");
    private static final List<String> MONTHS =
            List.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec");

    private final String escaping;

    ReferenceValues(String escaping) {
        this.escaping = escaping;
    }

    boolean isUnescaped() {
        return escaping.equals("none");
    }

    static boolean isTime(String variable) {
        return variable.equals("time_local")
                || variable.equals("time_iso8601")
                || variable.equals("msec");
    }

    /// One value for each attempt at an upstream.
    static boolean isList(String variable) {
        return variable.startsWith("upstream_") && !variable.equals("upstream_cache_status");
    }

    /// Whether a value looks like one of its variable: numbers and times do, all else is free.
    boolean fits(String variable, String value) {
        if (value.isEmpty() || value.equals("-")) {
            return true;
        }
        if (isTime(variable)) {
            return value.length() >= 8 && mayBeTime(value);
        }
        return !NUMBERS.contains(variable) || NUMBER.matcher(value).matches();
    }

    /// By the places of the separators alone.
    private static boolean mayBeTime(String value) {
        char first = value.charAt(0);
        if (first < '0' || first > '9') {
            return false;
        }
        if (value.length() == 8) {
            return value.charAt(2) == ':' && value.charAt(5) == ':';
        }
        if (value.length() >= 20 && value.charAt(2) == '/') {
            return value.charAt(6) == '/' && value.charAt(11) == ':';
        }
        if (value.length() >= 19 && (value.charAt(4) == '-' || value.charAt(4) == '/')) {
            return value.charAt(7) == value.charAt(4) && value.charAt(13) == ':';
        }
        return EPOCH.matcher(value).matches();
    }

    /// Puts what the values mean; false if the time does not exist.
    boolean put(
            List<String> variables, @Nullable String[] values, NavigableMap<String, String> said) {
        for (int slot = 0; slot < values.length; slot++) {
            String variable = variables.get(slot);
            String value = values[slot];
            if (value == null) {
                continue;
            }
            String plain = isAbsent(value) ? null : undone(value);
            if (isTime(variable) && plain != null) {
                Long millis = millis(plain);
                if (millis == null) {
                    return false;
                }
                said.put("TIME", millis.toString());
            } else if (variable.equals("request")) {
                ReferenceRequest.put(plain, said);
            } else if (plain != null) {
                put(variable, plain, said);
            }
        }
        return true;
    }

    /// By default nginx writes `-` for what is absent, with other escapings nothing.
    private boolean isAbsent(String value) {
        String absent = escaping.equals("default") ? "-" : "";
        return value.equals(ABSENT) || value.equals(absent);
    }

    private static void put(String variable, String value, NavigableMap<String, String> said) {
        String name = NAMES.get(variable);
        if (name != null) {
            said.put(name, value);
            return;
        }
        String last = value.substring(value.lastIndexOf(' ') + 1);
        switch (variable) {
            case "host" -> said.put("HOST", ReferenceRequest.host(value));
            case "status" -> putWhole("STATUS", value, 1, 65_535, said);
            case "upstream_status" -> putWhole("UPSTREAM_STATUS", last, 1, 999, said);
            case "upstream_addr" -> said.put("UPSTREAM_ADDRESS", last);
            case "body_bytes_sent" -> putWhole("SENT", unsigned(value), 0, Long.MAX_VALUE, said);
            case "request_length" -> putWhole("RECEIVED", unsigned(value), 0, Long.MAX_VALUE, said);
            case "request_time" -> putSeconds("DURATION", List.of(unsigned(value)), said);
            case "upstream_response_time" ->
                    putSeconds("UPSTREAM_DURATION", List.of(value.split("[ ,:]", -1)), said);
            default -> {
                // Says nothing that a batch has room for.
            }
        }
    }

    private static String unsigned(String value) {
        return value.startsWith("+") ? value.substring(1) : value;
    }

    private static void putWhole(
            String name, String value, long least, long most, Map<String, String> said) {
        if (!value.matches("[0-9]{1,18}") || Long.parseLong(value) < least) {
            return;
        }
        long number = Long.parseLong(value);
        if (number <= most || name.equals("STATUS")) {
            said.put(name, Long.toString(Math.min(number, most)));
        }
    }

    /// The sum of what is a number among them, in microseconds.
    private static void putSeconds(String name, List<String> values, Map<String, String> said) {
        long sum = -1;
        for (String value : values) {
            if (value.matches("[0-9]{1,12}(\\.[0-9]*)?|\\.[0-9]+")) {
                BigDecimal micros =
                        new BigDecimal(value.endsWith(".") ? value + "0" : value)
                                .movePointRight(6)
                                .setScale(0, RoundingMode.DOWN);
                sum = Math.max(sum, 0) + micros.longValueExact();
            }
        }
        if (sum >= 0) {
            said.put(name, Long.toString(Math.min(sum, 0xFFFF_FFFFL)));
        }
    }

    private static @Nullable Long millis(String value) {
        if (value.length() < 8 || !mayBeTime(value)) {
            return null;
        }
        Matcher common = COMMON_TIME.matcher(value);
        if (common.matches() && value.length() >= 20) {
            String month = Integer.toString(MONTHS.indexOf(common.group(2)) + 1);
            return millis(common.group(3), month, common.group(1), common, 4);
        }
        Matcher iso = ISO_TIME.matcher(value);
        if (iso.matches()) {
            return millis(iso.group(1), iso.group(3), iso.group(4), iso, 5);
        }
        return EPOCH.matcher(value).matches() ? sinceEpoch(value) : null;
    }

    /// @param clock the first of the groups hour, minute, second and what is behind
    private static @Nullable Long millis(
            String year, String month, String day, Matcher parts, int clock) {
        Matcher behind = BEHIND_SECONDS.matcher(parts.group(clock + 3));
        String digits = year + day + parts.group(clock) + parts.group(clock + 1);
        if (!behind.matches() || !(digits + month + parts.group(clock + 2)).matches("[0-9]+")) {
            return null;
        }
        int hour = Integer.parseInt(parts.group(clock));
        int minute = Integer.parseInt(parts.group(clock + 1));
        int second = Integer.parseInt(parts.group(clock + 2));
        long zone = zoneSeconds(behind);
        // A leap second is let pass.
        if (hour > 23 || minute > 59 || second > 60 || zone == Long.MAX_VALUE) {
            return null;
        }
        try {
            LocalDate date =
                    LocalDate.of(
                            Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
            long start = date.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
            String fraction = behind.group(1) == null ? "" : behind.group(1);
            long millis = Long.parseLong((fraction + "000").substring(0, 3));
            return (start + hour * 3600L + minute * 60L + second - zone) * 1000 + millis;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static long zoneSeconds(Matcher behind) {
        if (behind.group(4) == null) {
            return 0;
        }
        int hours = Integer.parseInt(behind.group(4));
        int minutes = behind.group(5) == null ? 0 : Integer.parseInt(behind.group(5));
        if (hours > 18 || minutes > 59) {
            return Long.MAX_VALUE;
        }
        long seconds = hours * 3600L + minutes * 60L;
        return behind.group(3).equals("-") ? -seconds : seconds;
    }

    /// How many digits there are before the point tells the unit.
    private static @Nullable Long sinceEpoch(String value) {
        String whole = value.split("\\.", -1)[0];
        int length = whole.length();
        if (length <= 11) {
            return new BigDecimal(value + (value.endsWith(".") ? "0" : ""))
                    .movePointRight(3)
                    .setScale(0, RoundingMode.DOWN)
                    .longValueExact();
        }
        int finer = length <= 14 ? 0 : length <= 17 ? 3 : 6;
        String millis = whole.substring(0, length - finer);
        return millis.length() > 18 ? null : Long.valueOf(millis);
    }

    /// Undoes the escaping: both dialects are understood wherever a backslash escapes.
    private String undone(String value) {
        if (isUnescaped()) {
            return value;
        }
        Matcher escape =
                Pattern.compile(
                                "\\\\(?:x([0-9A-Fa-f]{2})|((?:u[0-9A-Fa-f]{4}\\\\)*u[0-9A-Fa-f]{4})"
                                        + "|([\"\\\\/bfnrtv]))")
                        .matcher(value);
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (escape.find()) {
            pieces.add(value.substring(at, escape.start()));
            pieces.add(character(escape));
            at = escape.end();
        }
        pieces.add(value.substring(at));
        return String.join("", pieces);
    }

    private static String character(Matcher escape) {
        if (escape.group(1) != null) {
            return Character.toString(Integer.parseInt(escape.group(1), 16));
        }
        if (escape.group(2) != null) {
            StringBuilder units = new StringBuilder();
            for (String unit : escape.group(2).toLowerCase(Locale.ROOT).split("\\\\", -1)) {
                units.append((char) Integer.parseInt(unit.substring(1), 16));
            }
            StringBuilder bytes = new StringBuilder();
            units.codePoints().forEach(point -> bytes.append(utf8(point)));
            return bytes.toString();
        }
        int index = "bfnrtv".indexOf(escape.group(3));
        return index < 0 ? escape.group(3) : "\b\f\n\r\t\u000B".substring(index, index + 1);
    }

    /// Half a surrogate pair is written as if it were a character, for it must go somewhere.
    private static String utf8(int point) {
        if (point >= 0xD800 && point <= 0xDFFF) {
            int[] three = {
                0xE0 | (point >> 12), 0x80 | ((point >> 6) & 0x3F), 0x80 | (point & 0x3F)
            };
            return new String(three, 0, 3);
        }
        byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
