@NullMarked
package dev.weir.collector.nginx;

import org.jspecify.annotations.NullMarked;
