@NullMarked
package dev.weir.jobs.state;

import org.jspecify.annotations.NullMarked;
