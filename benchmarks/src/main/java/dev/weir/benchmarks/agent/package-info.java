/// What shipping a log costs the host that the proxy runs on, beside other agents.
@NullMarked
package dev.weir.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
