/// Tests of log formats, on lines that real proxies wrote.
@NullMarked
package dev.weir.collector.format;

import org.jspecify.annotations.NullMarked;
