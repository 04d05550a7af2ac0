/// What the stream jobs should count, worked out slowly and plainly.
@NullMarked
package dev.weir.jobs.reference;

import org.jspecify.annotations.NullMarked;
