package dev.weir.collector.format;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;

/// Takes a timestamp's bytes in any form that proxies write, gives milliseconds since
/// 1970-01-01T00:00Z.
///
/// ```text
/// 21/Nov/2026:02:10:20 +0000      common log format; also with a fraction, also without a zone
/// 2026-11-21T02:10:20.123+01:00   ISO 8601; a space or a tab for the T; Z, +0100, +01 or no zone
/// 2026/11/21 02:10:20
/// 20261121021020
/// 02:10:20                        of the day that was said before
/// 1795227020.123                  since 1970: seconds, or by the number of digits milliseconds,
///                                 microseconds, nanoseconds
/// ```
///
/// What is finer than a millisecond is cut off. The last second is remembered: the same comes
/// thousands of times in a row.
final class LogTime {
    /// No such time.
    static final long NONE = Long.MIN_VALUE;

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// Of `21/Nov/2026:02:10:20`.
    private static final int COMMON_LENGTH = 20;

    /// Of `2026-11-21T02:10:20`.
    private static final int ISO_LENGTH = 19;

    /// Of `02:10:20`.
    private static final int TIME_OF_DAY_LENGTH = 8;

    /// Of `2026-11-21`.
    private static final int DATE_LENGTH = 10;

    /// Of `20261121021020`. As milliseconds such a number is a time from the year 2286 on.
    private static final int COMPACT_LENGTH = 14;

    /// No zone was written.
    static final int NO_ZONE = Integer.MAX_VALUE;

    /// What stands there is no zone.
    static final int BAD_ZONE = Integer.MIN_VALUE;

    private final ZoneId zoneOfLocalTimes;
    private final byte[] cachedText = new byte[COMMON_LENGTH];
    private int cachedLength;
    private long cachedSecond;
    private long cachedLocalSecond = Long.MIN_VALUE;
    private long cachedUtcSecond;
    private long day = NONE;

    /// @param zoneOfLocalTimes in which times are that do not say
    LogTime(ZoneId zoneOfLocalTimes) {
        this.zoneOfLocalTimes = zoneOfLocalTimes;
    }

    /// Says the day of times that have none.
    ///
    /// @param startOfDay milliseconds since 1970-01-01T00:00Z
    void day(long startOfDay) {
        day = startOfDay;
    }

    /// Whether the range may be a time, by its length and the places of its separators.
    static boolean looksLikeTime(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < TIME_OF_DAY_LENGTH || bytes[from] < '0' || bytes[from] > '9') {
            return false;
        }
        if (length == TIME_OF_DAY_LENGTH) {
            return bytes[from + 2] == ':' && bytes[from + 5] == ':';
        }
        if (length >= COMMON_LENGTH && bytes[from + 2] == '/') {
            return bytes[from + 6] == '/' && bytes[from + 11] == ':';
        }
        if (length >= ISO_LENGTH && (bytes[from + 4] == '-' || bytes[from + 4] == '/')) {
            return bytes[from + 7] == bytes[from + 4] && bytes[from + 13] == ':';
        }
        return isNumber(bytes, from, to);
    }

    private static boolean isNumber(byte[] bytes, int from, int to) {
        int points = 0;
        for (int at = from; at < to; at++) {
            if (bytes[at] == '.') {
                points++;
            } else if (bytes[at] < '0' || bytes[at] > '9') {
                return false;
            }
        }
        return points <= 1;
    }

    /// Reads a time; [#NONE] if it is none, or one that does not exist.
    long read(byte[] bytes, int from, int to) {
        if (!looksLikeTime(bytes, from, to)) {
            return NONE;
        }
        if (to - from == TIME_OF_DAY_LENGTH) {
            long second = timeOfDay(bytes, from - 1);
            return day == NONE || second < 0 ? NONE : day + second * 1000;
        }
        if (bytes[from + 2] == '/' && to - from >= COMMON_LENGTH) {
            return calendar(bytes, from, to, COMMON_LENGTH);
        }
        if (bytes[from + 4] == '-' || bytes[from + 4] == '/') {
            return calendar(bytes, from, to, ISO_LENGTH);
        }
        return sinceEpoch(bytes, from, to);
    }

    /// The length of the whole part tells the unit: ten digits are seconds until the year 2286.
    private long sinceEpoch(byte[] bytes, int from, int to) {
        int point = ByteScan.indexOf(bytes, from, to, (byte) '.');
        int digits = (point < 0 ? to : point) - from;
        if (digits == COMPACT_LENGTH && point < 0) {
            return compact(bytes, from);
        }
        if (digits <= 11) {
            long millis = Decimal.scaled(bytes, from, to, 3);
            return millis < 0 ? NONE : millis;
        }
        int finer = digits <= 14 ? 0 : digits <= 17 ? 3 : 6;
        long millis = Decimal.whole(bytes, from, from + digits - finer);
        return millis < 0 ? NONE : millis;
    }

    private long compact(byte[] bytes, int from) {
        long ofDay =
                secondOfDay(
                        Decimal.whole(bytes, from + 8, from + 10),
                        Decimal.whole(bytes, from + 10, from + 12),
                        Decimal.whole(bytes, from + 12, from + 14));
        long year = Decimal.whole(bytes, from, from + 4);
        long month = Decimal.whole(bytes, from + 4, from + 6);
        long local = second(year, month, Decimal.whole(bytes, from + 6, from + 8), ofDay);
        return local == NONE ? NONE : utcOf(local, NO_ZONE) * 1000;
    }

    /// Whether the range may be a time of day alone.
    static boolean isTimeOfDay(byte[] bytes, int from, int to) {
        return to - from >= TIME_OF_DAY_LENGTH && bytes[from + 2] == ':';
    }

    /// Whether the range may be a date alone: `2026-11-21`.
    static boolean isDate(byte[] bytes, int from, int to) {
        return to - from == DATE_LENGTH && bytes[from + 4] == '-' && bytes[from + 7] == '-';
    }

    /// Reads a date and a time of day that stand apart; [#NONE] if they are none.
    long read(byte[] bytes, int dateFrom, int timeFrom, int timeTo) {
        long year = Decimal.whole(bytes, dateFrom, dateFrom + 4);
        long month = Decimal.whole(bytes, dateFrom + 5, dateFrom + 7);
        long dayOfMonth = Decimal.whole(bytes, dateFrom + 8, dateFrom + 10);
        long local = second(year, month, dayOfMonth, timeOfDay(bytes, timeFrom - 1));
        if (local == NONE) {
            return NONE;
        }
        int fractionFrom = Math.min(timeTo, timeFrom + TIME_OF_DAY_LENGTH + 1);
        int fractionTo = Math.min(timeTo, fractionFrom + 3);
        boolean digits =
                fractionFrom == fractionTo || Decimal.whole(bytes, fractionFrom, fractionTo) >= 0;
        long millis = digits ? fraction(bytes, fractionFrom, fractionTo) : 0;
        return utcOf(local, NO_ZONE) * 1000 + millis;
    }

    private long calendar(byte[] bytes, int from, int to, int length) {
        if (!isCached(bytes, from, length)) {
            long second = length == COMMON_LENGTH ? readCommon(bytes, from) : readIso(bytes, from);
            if (second == NONE) {
                return NONE;
            }
            cachedLength = length;
            System.arraycopy(bytes, from, cachedText, 0, length);
            cachedSecond = second;
        }
        int at = from + length;
        long millis = 0;
        if (at < to && (bytes[at] == '.' || bytes[at] == ',')) {
            int digitsFrom = ++at;
            while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
                at++;
            }
            millis = fraction(bytes, digitsFrom, at);
        }
        if (at < to && bytes[at] == ' ') {
            at++;
        }
        int zone = zoneSeconds(bytes, at, to);
        if (zone == BAD_ZONE) {
            return NONE;
        }
        return utcOf(cachedSecond, zone) * 1000 + millis;
    }

    private boolean isCached(byte[] bytes, int from, int length) {
        return cachedLength == length
                && Arrays.equals(cachedText, 0, length, bytes, from, from + length);
    }

    /// The first three digits, as if there were zeros behind them.
    static long fraction(byte[] bytes, int from, int to) {
        int millis = 0;
        for (int place = 0; place < 3; place++) {
            millis = millis * 10 + (from + place < to ? bytes[from + place] - '0' : 0);
        }
        return millis;
    }

    /// A local second as one of UTC.
    ///
    /// @param zone seconds east of UTC, or [#NO_ZONE]
    long utcOf(long localSecond, int zone) {
        if (zone != NO_ZONE) {
            return localSecond - zone;
        }
        if (localSecond != cachedLocalSecond) {
            LocalDateTime local = LocalDateTime.ofEpochSecond(localSecond, 0, ZoneOffset.UTC);
            cachedUtcSecond = local.atZone(zoneOfLocalTimes).toEpochSecond();
            cachedLocalSecond = localSecond;
        }
        return cachedUtcSecond;
    }

    private static long readCommon(byte[] bytes, int from) {
        long day = Decimal.whole(bytes, from, from + 2);
        long year = Decimal.whole(bytes, from + 7, from + 11);
        return second(year, month(bytes, from + 3), day, timeOfDay(bytes, from + 11));
    }

    private static long readIso(byte[] bytes, int from) {
        byte separator = bytes[from + 10];
        if (separator != 'T' && separator != ' ' && separator != '\t') {
            return NONE;
        }
        long year = Decimal.whole(bytes, from, from + 4);
        long month = Decimal.whole(bytes, from + 5, from + 7);
        long day = Decimal.whole(bytes, from + 8, from + 10);
        return second(year, month, day, timeOfDay(bytes, from + 10));
    }

    static int month(byte[] bytes, int at) {
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
        boolean separated = bytes[at + 3] == ':' && bytes[at + 6] == ':';
        return separated ? secondOfDay(hour, minute, second) : -1;
    }

    static long secondOfDay(long hour, long minute, long second) {
        boolean exists =
                hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
        return exists ? hour * 3600 + minute * 60 + second : -1;
    }

    /// Seconds east of UTC of `Z`, `+hh`, `+hhmm` or `+hh:mm`, to the end of the range.
    static int zoneSeconds(byte[] bytes, int at, int to) {
        int length = to - at;
        if (length == 0) {
            return NO_ZONE;
        }
        if (length == 1) {
            return bytes[at] == 'Z' ? 0 : BAD_ZONE;
        }
        boolean colon = length == 6 && bytes[at + 3] == ':';
        if (length != 3 && length != 5 && !colon) {
            return BAD_ZONE;
        }
        long hours = Decimal.whole(bytes, at + 1, at + 3);
        long minutes = length == 3 ? 0 : Decimal.whole(bytes, to - 2, to);
        boolean sign = bytes[at] == '+' || bytes[at] == '-';
        if (!sign || hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
            return BAD_ZONE;
        }
        int seconds = (int) (hours * 3600 + minutes * 60);
        return bytes[at] == '-' ? -seconds : seconds;
    }

    static long second(long year, long month, long day, long secondOfDay) {
        if (year < 0 || month < 1 || month > 12 || day < 1 || secondOfDay < 0) {
            return NONE;
        }
        if (day > daysIn(year, month)) {
            return NONE;
        }
        return epochDay(year, month, day) * 86_400 + secondOfDay;
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
