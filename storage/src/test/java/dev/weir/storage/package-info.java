@NullMarked
package dev.weir.storage;

import org.jspecify.annotations.NullMarked;
