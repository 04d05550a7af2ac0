package dev.weir.jobs.state;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/// A state store of live objects: they change in place, and are serialised only when a commit asks
/// for it. What changed since the last commit then goes to the changelog, inside the transaction
/// that also holds the input offsets and the output; after a crash the objects come back from it.
///
/// Load-bearing: [CachedStateStore] is not public API of Kafka Streams, but it is the only way to
/// be called before a transaction is committed. A task flushes its caches, then its producer, then
/// commits (`StreamTask.prepareCommit`, 4.3.1). `LiveStoreTest` notices when that changes.
public final class LiveStore<K, V> implements StateStore, CachedStateStore<Object, Object> {
    /// Turns keys and values into bytes and back.
    public interface Codec<K, V> {
        /// The key's bytes.
        byte[] encodeKey(K key);

        /// The key of its bytes.
        K decodeKey(byte[] bytes);

        /// The value's bytes.
        byte[] encodeValue(K key, V value);

        /// The value of its bytes.
        V decodeValue(K key, byte[] bytes);
    }

    private final KeyValueStore<Bytes, byte[]> logged;
    private final Codec<K, V> codec;
    private final Map<K, V> live = new HashMap<>();
    private final Set<K> dirty = new HashSet<>();
    private Runnable beforeCommit = () -> {};

    private LiveStore(KeyValueStore<Bytes, byte[]> logged, Codec<K, V> codec) {
        this.logged = logged;
        this.codec = codec;
    }

    /// Builds stores of this kind, each with a changelog.
    public static <K, V> StoreBuilder<LiveStore<K, V>> builder(String name, Codec<K, V> codec) {
        var inner =
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(name),
                                Serdes.Bytes(),
                                Serdes.ByteArray())
                        .withLoggingEnabled(Map.of());
        return new Builder<>(inner, codec);
    }

    /// Turns what the changelog gave back into objects: called once, before the first use.
    public void load() {
        live.clear();
        dirty.clear();
        try (KeyValueIterator<Bytes, byte[]> all = logged.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                K key = codec.decodeKey(entry.key.get());
                live.put(key, codec.decodeValue(key, entry.value));
            }
        }
    }

    /// The value of a key. To change it, change the object and call [#changed].
    public @Nullable V get(K key) {
        return live.get(key);
    }

    /// Puts a new value.
    public void put(K key, V value) {
        live.put(key, value);
        dirty.add(key);
    }

    /// Says that the value of a key changed in place.
    public void changed(K key) {
        dirty.add(key);
    }

    /// Forgets a key.
    public void remove(K key) {
        live.remove(key);
        dirty.add(key);
    }

    /// Calls for every key, in no order; the map must not change meanwhile.
    public void forEach(BiConsumer<K, V> consumer) {
        live.forEach(consumer);
    }

    /// Number of keys.
    public int size() {
        return live.size();
    }

    /// Has `action` called whenever a commit is prepared, before what changed is serialised: the last
    /// moment at which a processor can forward what it has gathered (see [CommitScope]).
    public void beforeCommit(Runnable action) {
        beforeCommit = action;
    }

    @Override
    public void flushCache() {
        beforeCommit.run();
        for (K key : dirty) {
            V value = live.get(key);
            Bytes encoded = Bytes.wrap(codec.encodeKey(key));
            if (value != null) {
                logged.put(encoded, codec.encodeValue(key, value));
            } else if (logged.get(encoded) != null) {
                logged.delete(encoded);
            }
        }
        dirty.clear();
    }

    @Override
    public void clearCache() {
        live.clear();
        dirty.clear();
    }

    @Override
    public boolean setFlushListener(
            CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public String name() {
        return logged.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        logged.init(context, this);
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        logged.commit(changelogOffsets);
    }

    @Override
    public void close() {
        clearCache();
        logged.close();
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return logged.isOpen();
    }

    private record Builder<K, V>(
            StoreBuilder<KeyValueStore<Bytes, byte[]>> inner, Codec<K, V> codec)
            implements StoreBuilder<LiveStore<K, V>> {
        @Override
        public LiveStore<K, V> build() {
            return new LiveStore<>(inner.build(), codec);
        }

        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public boolean loggingEnabled() {
            return true;
        }

        @Override
        public Map<String, String> logConfig() {
            return inner.logConfig();
        }

        @Override
        public StoreBuilder<LiveStore<K, V>> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<LiveStore<K, V>> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<LiveStore<K, V>> withLoggingEnabled(Map<String, String> config) {
            return new Builder<>(inner.withLoggingEnabled(config), codec);
        }

        @Override
        public StoreBuilder<LiveStore<K, V>> withLoggingDisabled() {
            throw new IllegalArgumentException("a live store without changelog would lose counts");
        }
    }
}
