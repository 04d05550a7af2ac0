@NullMarked
package dev.weir.cli.audit;

import org.jspecify.annotations.NullMarked;
