/// Traffic that looks real: access log lines for the first try, for benchmarks and for tests.
@NullMarked
package dev.weir.cli.generate;

import org.jspecify.annotations.NullMarked;
