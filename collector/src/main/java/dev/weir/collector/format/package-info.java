/// Log formats: a line's bytes to the fields of a request, without text or garbage in between.
@NullMarked
package dev.weir.collector.format;

import org.jspecify.annotations.NullMarked;
