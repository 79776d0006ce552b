/// What survives a restart or a power cut. Enter through [io.serai.store.Store].
///
/// Small values are in a [io.serai.store.Store], messages that wait or failed in
/// [io.serai.store.SqliteMessages]. Knows no Camel: who keeps something here names it with words of
/// its own.
@NullMarked
package io.serai.store;

import org.jspecify.annotations.NullMarked;
