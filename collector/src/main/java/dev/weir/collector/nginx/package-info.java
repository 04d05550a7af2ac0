/// Reads nginx's configuration: which access logs it writes, and in which formats.
@NullMarked
package dev.weir.collector.nginx;

import org.jspecify.annotations.NullMarked;
