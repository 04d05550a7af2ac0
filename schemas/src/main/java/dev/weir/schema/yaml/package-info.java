/// Settings read from YAML against what is allowed, with errors that name file, line and key.
@NullMarked
package dev.weir.schema.yaml;

import org.jspecify.annotations.NullMarked;
