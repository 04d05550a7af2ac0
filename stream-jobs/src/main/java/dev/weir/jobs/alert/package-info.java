/// Signals as alerts for people.
@NullMarked
package dev.weir.jobs.alert;

import org.jspecify.annotations.NullMarked;
