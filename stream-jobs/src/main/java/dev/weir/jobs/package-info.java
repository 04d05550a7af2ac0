/// The stream jobs: from batches of requests to rollups, signals and alerts.
@NullMarked
package dev.weir.jobs;

import org.jspecify.annotations.NullMarked;
