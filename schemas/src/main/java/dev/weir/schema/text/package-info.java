/// Strings as bytes: what tables of them are made with.
@NullMarked
package dev.weir.schema.text;

import org.jspecify.annotations.NullMarked;
