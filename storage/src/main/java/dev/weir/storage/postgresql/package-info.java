/// The store in a PostgreSQL database, with or without Citus. The page
/// `docs/reference/postgresql-store.md` says what lies in which table.
@NullMarked
package dev.weir.storage.postgresql;

import org.jspecify.annotations.NullMarked;
