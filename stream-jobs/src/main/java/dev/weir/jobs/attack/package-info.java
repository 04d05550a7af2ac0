/// What counts as an attack: in one request, and over time.
@NullMarked
package dev.weir.jobs.attack;

import org.jspecify.annotations.NullMarked;
