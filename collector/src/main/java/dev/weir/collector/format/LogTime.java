package dev.weir.collector.format;

import java.util.Arrays;

/// Takes a timestamp's bytes, gives milliseconds since 1970-01-01T00:00Z. Remembers the last one:
/// the same second comes thousands of times in a row.
final class LogTime {
    /// No such time.
    static final long NONE = Long.MIN_VALUE;

    /// `21/Nov/2026:02:10:20 +0000`
    static final int LOCAL_LENGTH = 26;

    /// `2026-11-21T02:10:20+00:00`
    static final int ISO8601_LENGTH = 25;

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private final byte[] cachedText = new byte[LOCAL_LENGTH];
    private int cachedLength;
    private long cachedMillis;

    /// Reads nginx's `$time_local`, which is Apache's `%t` without brackets; [#NONE] if it is none.
    long local(byte[] bytes, int from, int to) {
        if (to - from != LOCAL_LENGTH) {
            return NONE;
        }
        return isCached(bytes, from, to)
                ? cachedMillis
                : remember(bytes, from, to, readLocal(bytes, from));
    }

    /// Reads nginx's `$time_iso8601`; [#NONE] if it is none.
    long iso8601(byte[] bytes, int from, int to) {
        if (to - from != ISO8601_LENGTH) {
            return NONE;
        }
        return isCached(bytes, from, to)
                ? cachedMillis
                : remember(bytes, from, to, readIso8601(bytes, from));
    }

    private boolean isCached(byte[] bytes, int from, int to) {
        return cachedLength == to - from
                && Arrays.equals(cachedText, 0, cachedLength, bytes, from, to);
    }

    private long remember(byte[] bytes, int from, int to, long millis) {
        cachedLength = to - from;
        System.arraycopy(bytes, from, cachedText, 0, cachedLength);
        cachedMillis = millis;
        return millis;
    }

    private static long readLocal(byte[] bytes, int from) {
        if (bytes[from + 2] != '/' || bytes[from + 6] != '/' || bytes[from + 20] != ' ') {
            return NONE;
        }
        long day = Decimal.whole(bytes, from, from + 2);
        long year = Decimal.whole(bytes, from + 7, from + 11);
        long zone = zoneSeconds(bytes, from + 21, from + 24);
        return millis(year, month(bytes, from + 3), day, timeOfDay(bytes, from + 11), zone);
    }

    private static long readIso8601(byte[] bytes, int from) {
        if (bytes[from + 4] != '-' || bytes[from + 10] != 'T' || bytes[from + 22] != ':') {
            return NONE;
        }
        long year = Decimal.whole(bytes, from, from + 4);
        long month = Decimal.whole(bytes, from + 5, from + 7);
        long day = Decimal.whole(bytes, from + 8, from + 10);
        long zone = zoneSeconds(bytes, from + 19, from + 23);
        return millis(year, month, day, timeOfDay(bytes, from + 10), zone);
    }

    private static int month(byte[] bytes, int at) {
        for (int month = 0; month < 12; month++) {
            if (bytes[at] == MONTHS.charAt(3 * month)
                    && bytes[at + 1] == MONTHS.charAt(3 * month + 1)
                    && bytes[at + 2] == MONTHS.charAt(3 * month + 2)) {
                return month + 1;
            }
        }
        return -1;
    }

    /// Seconds of `?hh:mm:ss`; negative if they are none. A leap second is let pass.
    private static long timeOfDay(byte[] bytes, int at) {
        long hour = Decimal.whole(bytes, at + 1, at + 3);
        long minute = Decimal.whole(bytes, at + 4, at + 6);
        long second = Decimal.whole(bytes, at + 7, at + 9);
        boolean exists =
                bytes[at + 3] == ':'
                        && bytes[at + 6] == ':'
                        && hour >= 0
                        && hour < 24
                        && minute >= 0
                        && minute < 60
                        && second >= 0
                        && second <= 60;
        return exists ? hour * 3600 + minute * 60 + second : -1;
    }

    /// Seconds east of UTC, of a sign, two digits of hours, and two of minutes at `minutesAt`;
    /// [#NONE] if it is no zone.
    private static long zoneSeconds(byte[] bytes, int at, int minutesAt) {
        long hours = Decimal.whole(bytes, at + 1, at + 3);
        long minutes = Decimal.whole(bytes, minutesAt, minutesAt + 2);
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
            return NONE;
        }
        long seconds = hours * 3600 + minutes * 60;
        return switch (bytes[at]) {
            case '+' -> seconds;
            case '-' -> -seconds;
            default -> NONE;
        };
    }

    private static long millis(long year, long month, long day, long secondOfDay, long zone) {
        if (year < 0 || month < 1 || month > 12 || day < 1 || secondOfDay < 0 || zone == NONE) {
            return NONE;
        }
        if (day > daysIn(year, month)) {
            return NONE;
        }
        return ((epochDay(year, month, day) * 86_400) + secondOfDay - zone) * 1000;
    }

    private static int daysIn(long year, long month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /// Days since 1970-01-01, counted in years that begin in March, so that the leap day is last.
    private static long epochDay(long year, long month, long day) {
        long marchYear = month <= 2 ? year - 1 : year;
        long monthFromMarch = (month + 9) % 12;
        long dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
        long days = marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400;
        return days + dayOfYear - 719_468;
    }
}
