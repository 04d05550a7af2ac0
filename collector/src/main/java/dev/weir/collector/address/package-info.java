/// What is kept of a client's address: all, its network, or a keyed hash.
@NullMarked
package dev.weir.collector.address;

import org.jspecify.annotations.NullMarked;
