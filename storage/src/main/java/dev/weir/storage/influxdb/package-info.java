/// The store in an InfluxDB. The page `docs/reference/influxdb-store.md` says what lies where in it,
/// and what a server decides by itself.
@NullMarked
package dev.weir.storage.influxdb;

import org.jspecify.annotations.NullMarked;
