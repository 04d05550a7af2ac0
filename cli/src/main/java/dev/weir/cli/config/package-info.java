/// `weir.yaml`: from the file to the modules' settings.
@NullMarked
package dev.weir.cli.config;

import org.jspecify.annotations.NullMarked;
