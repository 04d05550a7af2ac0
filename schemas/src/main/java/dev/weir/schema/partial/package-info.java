/// What the two stages of the stream jobs say to each other: counts of customers and windows, many in
/// one record.
@NullMarked
package dev.weir.schema.partial;

import org.jspecify.annotations.NullMarked;
