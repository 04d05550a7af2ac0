/// The parts of the pipeline as a process runs them: one each, or all in one.
@NullMarked
package dev.weir.cli.run;

import org.jspecify.annotations.NullMarked;
