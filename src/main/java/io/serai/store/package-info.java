/// What survives a restart or a power cut. Enter through [io.serai.store.Store].
///
/// Everything but series is in one file, the [io.serai.store.sqlite.SqliteStore], and written by one thread. Knows
/// no Camel: who keeps something here names it with words of its own.
@NullMarked
package io.serai.store;

import org.jspecify.annotations.NullMarked;
