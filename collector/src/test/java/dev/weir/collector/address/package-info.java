@NullMarked
package dev.weir.collector.address;

import org.jspecify.annotations.NullMarked;
