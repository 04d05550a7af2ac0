/// Tests of the parts that a process runs.
@NullMarked
package dev.weir.cli.run;

import org.jspecify.annotations.NullMarked;
