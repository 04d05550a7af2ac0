@NullMarked
package dev.weir.storage.memory;

import org.jspecify.annotations.NullMarked;
