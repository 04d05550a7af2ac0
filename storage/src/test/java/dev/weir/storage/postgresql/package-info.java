@NullMarked
package dev.weir.storage.postgresql;

import org.jspecify.annotations.NullMarked;
