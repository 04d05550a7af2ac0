package dev.weir.storage.rocksdb;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/// RocksDB's settings, and the native memory behind them: to be closed after the database.
final class RocksOptions implements AutoCloseable {
    private static final int BLOCK_BYTES = 16 << 10;
    private static final int BLOOM_BITS = 10;
    private static final int MAX_OPEN_FILES = 512;

    /// Two logs of 1 MB beside the current one: enough to see why a start failed.
    private static final int INFO_LOGS = 3;

    private static final long INFO_LOG_BYTES = 1 << 20;

    private final Cache cache;
    private final WriteBufferManager writeBuffers;
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
    private final ColumnFamilyOptions scanned;
    private final ColumnFamilyOptions lookedUp;

    final DBOptions database;
    final WriteOptions write;

    RocksOptions(RocksConfig config) {
        // One budget: what the write buffers take, they take from the cache's capacity.
        cache = new LRUCache(config.cacheBytes() + config.writeBufferBytes());
        writeBuffers = new WriteBufferManager(config.writeBufferBytes(), cache);
        scanned = family(config, table());
        lookedUp = family(config, table().setFilterPolicy(bloom));
        write = new WriteOptions().setSync(config.sync());
        database =
                new DBOptions()
                        .setCreateIfMissing(true)
                        .setCreateMissingColumnFamilies(true)
                        .setWriteBufferManager(writeBuffers)
                        // A family that is seldom written keeps the log from being cut: flush it.
                        .setMaxTotalWalSize(2 * config.writeBufferBytes())
                        .setMaxBackgroundJobs(2)
                        .setMaxOpenFiles(MAX_OPEN_FILES)
                        .setKeepLogFileNum(INFO_LOGS)
                        .setMaxLogFileSize(INFO_LOG_BYTES)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setStatsDumpPeriodSec(0)
                        .setStatsPersistPeriodSec(0)
                        .setSkipStatsUpdateOnDbOpen(true);
    }

    private BlockBasedTableConfig table() {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_BYTES)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFormatVersion(6);
    }

    private static ColumnFamilyOptions family(RocksConfig config, BlockBasedTableConfig table) {
        return new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(config.writeBufferBytes() / 2);
    }

    /// Rollups are only ever scanned: a filter over whole keys would be read for nothing, and one
    /// over prefixes wants them to be of one length. The others are looked up by their key.
    ColumnFamilyOptions family(String name) {
        return RocksKeys.tierOf(name) == null ? lookedUp : scanned;
    }

    @Override
    public void close() {
        database.close();
        write.close();
        scanned.close();
        lookedUp.close();
        bloom.close();
        writeBuffers.close();
        cache.close();
    }
}
