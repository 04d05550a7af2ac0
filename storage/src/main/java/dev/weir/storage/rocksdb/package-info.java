/// The embedded store: one RocksDB database in one directory. The page
/// `docs/reference/embedded-store.md` draws its bytes.
@NullMarked
package dev.weir.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
