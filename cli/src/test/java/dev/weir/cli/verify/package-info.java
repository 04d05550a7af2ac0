@NullMarked
package dev.weir.cli.verify;

import org.jspecify.annotations.NullMarked;
