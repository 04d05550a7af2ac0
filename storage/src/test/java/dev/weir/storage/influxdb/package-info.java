@NullMarked
package dev.weir.storage.influxdb;

import org.jspecify.annotations.NullMarked;
