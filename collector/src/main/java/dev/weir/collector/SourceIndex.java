package dev.weir.collector;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Finds the ids of sources by how their files begin and by their log, however many there are.
final class SourceIndex {
    private final Map<String, Set<String>> byBeginning = new HashMap<>();
    private final Map<Path, Set<String>> byLog = new HashMap<>();

    void add(String id, FileIdentity identity, Path log) {
        byBeginning.computeIfAbsent(identity.hash(), _ -> new LinkedHashSet<>()).add(id);
        byLog.computeIfAbsent(log, _ -> new LinkedHashSet<>()).add(id);
    }

    void remove(String id, FileIdentity identity, Path log) {
        byBeginning.computeIfPresent(identity.hash(), (_, ids) -> without(ids, id));
        byLog.computeIfPresent(log, (_, ids) -> without(ids, id));
    }

    // A map drops the key for which there is nothing left.
    @SuppressWarnings("NullAway")
    private static Set<String> without(Set<String> ids, String id) {
        ids.remove(id);
        return ids.isEmpty() ? null : ids;
    }

    Set<String> beginningLike(FileIdentity identity) {
        return byBeginning.getOrDefault(identity.hash(), Set.of());
    }

    Set<String> ofLog(Path log) {
        return byLog.getOrDefault(log, Set.of());
    }
}
