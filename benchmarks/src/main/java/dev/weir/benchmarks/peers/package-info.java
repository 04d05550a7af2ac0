/// Other programs and libraries that read access logs, on the same file and the same core.
@NullMarked
package dev.weir.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
