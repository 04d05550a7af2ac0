@NullMarked
package dev.weir.storage.kafka;

import org.jspecify.annotations.NullMarked;
