/// The store as a SQLite file: one writer, its transactions, tables and migrations.
@NullMarked
package io.serai.store.sqlite;

import org.jspecify.annotations.NullMarked;
