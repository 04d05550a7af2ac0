@NullMarked
package dev.weir.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
