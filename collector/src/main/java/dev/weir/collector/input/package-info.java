/// Inputs that are no files: syslog over UDP, TCP and TLS, a Unix socket, standard input. Each writes
/// what it takes into a spool, a log of Weir's own, which the collector then follows as any other.
@NullMarked
package dev.weir.collector.input;

import org.jspecify.annotations.NullMarked;
