package dev.weir.jobs.attack;

import java.util.List;

/// Takes a path or a query as it was logged, gives the attacks in it as a mask of [Threat] bits.
/// One thread at a time: it reuses its decoder.
///
/// Most targets hold none of the characters that an attack needs, and are told by one pass over
/// their bytes; the rules run on the rest.
public final class ThreatClassifier {
    private static final boolean[] SUSPICIOUS = new boolean[256];

    static {
        for (char c : "'\"`<>();%\\*#|&+ :@".toCharArray()) {
            SUSPICIOUS[c] = true;
        }
        // An ampersand, a plus or an escaped byte alone is how every query looks.
        for (char c : "&+%:@".toCharArray()) {
            SUSPICIOUS[c] = false;
        }
    }

    /// Characters that are suspicious, or may be because of those beside them.
    private static final boolean[] IS_LOOKED_AT = new boolean[256];

    static {
        for (int c = 0; c < IS_LOOKED_AT.length; c++) {
            IS_LOOKED_AT[c] = SUSPICIOUS[c] || c >= 0x80 || "%.:/+=".indexOf(c) >= 0;
        }
    }

    private final TargetDecoder decoder = new TargetDecoder();

    /// Classifies `[start, end)` of `bytes`.
    public int classify(byte[] bytes, int start, int end) {
        if (!isSuspicious(bytes, start, end)) {
            return 0;
        }
        String target = decoder.decode(bytes, start, end);
        int mask = 0;
        if (anyOf(ThreatRules.SQLI, target)) {
            mask |= Threat.SQLI.bit();
        }
        if (anyOf(ThreatRules.XSS, target)) {
            mask |= Threat.XSS.bit();
        }
        if (anyOf(ThreatRules.TRAVERSAL, target)) {
            mask |= Threat.TRAVERSAL.bit();
        }
        return mask;
    }

    /// Whether it holds a character that attacks are made of, plain or escaped, a path that climbs
    /// or one that leads to a place of the system.
    private static boolean isSuspicious(byte[] bytes, int start, int end) {
        for (int at = start; at < end; at++) {
            if (IS_LOOKED_AT[bytes[at] & 0xFF] && isSuspiciousAt(bytes, at, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSuspiciousAt(byte[] bytes, int at, int end) {
        int c = bytes[at] & 0xFF;
        if (SUSPICIOUS[c] || c >= 0x80) {
            return true;
        }
        return switch (c) {
            case '%' -> isSuspiciousEscape(bytes, at, end);
            case '.' -> at + 1 < end && (bytes[at + 1] == '.' || startsHidden(bytes, at, end));
            case ':' -> at + 1 < end && (bytes[at + 1] == '/' || bytes[at + 1] == '\\');
            case '/' -> at + 3 < end && isSystemPath(bytes, at);
            case '+', '=' -> at + 2 < end && isOperator(bytes, at);
            default -> false;
        };
    }

    /// Escapes of punctuation and of the percent sign itself, and of what is no printable ASCII.
    private static boolean isSuspiciousEscape(byte[] bytes, int at, int end) {
        if (at + 2 >= end) {
            return false;
        }
        int high = Character.digit(bytes[at + 1], 16);
        int low = Character.digit(bytes[at + 2], 16);
        if (high < 0 || low < 0) {
            return true;
        }
        int c = high << 4 | low;
        return c == '%' || c == '.' || c == '/' || SUSPICIOUS[c] || c < 0x20 || c >= 0xC0;
    }

    private static boolean startsHidden(byte[] bytes, int at, int end) {
        return at > 0 && bytes[at - 1] == '/' && at + 1 < end;
    }

    /// `/etc`, `/pro`c, `/var`, `/roo`t, `/win`dows, `/web`-inf, `/met`a-inf.
    private static boolean isSystemPath(byte[] bytes, int at) {
        int three =
                (bytes[at + 1] | 0x20) << 16 | (bytes[at + 2] | 0x20) << 8 | (bytes[at + 3] | 0x20);
        return switch (three) {
            case 'e' << 16 | 't' << 8 | 'c',
                    'p' << 16 | 'r' << 8 | 'o',
                    'v' << 16 | 'a' << 8 | 'r',
                    'r' << 16 | 'o' << 8 | 'o',
                    'w' << 16 | 'i' << 8 | 'n',
                    'w' << 16 | 'e' << 8 | 'b',
                    'm' << 16 | 'e' << 8 | 't' ->
                    true;
            default -> false;
        };
    }

    /// `+or+`, `+and+`, `+union+`, `+order+`, … by their first two letters.
    private static boolean isOperator(byte[] bytes, int at) {
        int two = (bytes[at + 1] | 0x20) << 8 | (bytes[at + 2] | 0x20);
        return bytes[at] == '+'
                && (two == ('o' << 8 | 'r')
                        || two == ('a' << 8 | 'n')
                        || two == ('u' << 8 | 'n')
                        || two == ('w' << 8 | 'a')
                        || two == ('h' << 8 | 'a'));
    }

    private static boolean anyOf(List<ThreatRule> rules, String target) {
        for (ThreatRule rule : rules) {
            if (rule.isIn(target)) {
                return true;
            }
        }
        return false;
    }
}
