package dev.weir.jobs.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A pattern in decoded targets, and texts that a match cannot do without.
///
/// @param pattern finds the construct
/// @param needs of each list, a match has one text at least
record ThreatRule(Pattern pattern, List<List<String>> needs) {
    /// A rule that looks at every target.
    static ThreatRule of(String pattern) {
        return new ThreatRule(Pattern.compile(pattern), List.of());
    }

    /// The same rule, for targets that have one of `texts` as well.
    ThreatRule needing(String... texts) {
        List<List<String>> all = new ArrayList<>(needs);
        all.add(List.of(texts));
        return new ThreatRule(pattern, List.copyOf(all));
    }

    boolean isIn(String target) {
        return mayBeIn(target) && pattern.matcher(target).find();
    }

    private boolean mayBeIn(String target) {
        for (List<String> texts : needs) {
            if (!hasAny(target, texts)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasAny(String target, List<String> texts) {
        for (String text : texts) {
            if (target.contains(text)) {
                return true;
            }
        }
        return false;
    }
}
