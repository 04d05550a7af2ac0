@NullMarked
package dev.weir.cli.parse;

import org.jspecify.annotations.NullMarked;
