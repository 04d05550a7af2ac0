@NullMarked
package dev.weir.collector.input;

import org.jspecify.annotations.NullMarked;
