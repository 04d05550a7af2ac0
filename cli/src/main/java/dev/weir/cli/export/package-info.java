/// What `weir store export` does: windows of the store as rows of a file.
@NullMarked
package dev.weir.cli.export;

import org.jspecify.annotations.NullMarked;
