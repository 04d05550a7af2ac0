/// State that lives in objects and survives in a changelog.
@NullMarked
package dev.weir.jobs.state;

import org.jspecify.annotations.NullMarked;
