/// What survives a restart or a power cut. Enter through [io.serai.store.Store].
///
/// Knows no Camel and no MQTT: who keeps something here names it with words of its own.
@NullMarked
package io.serai.store;

import org.jspecify.annotations.NullMarked;
