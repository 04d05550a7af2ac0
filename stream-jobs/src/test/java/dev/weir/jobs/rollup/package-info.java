@NullMarked
package dev.weir.jobs.rollup;

import org.jspecify.annotations.NullMarked;
