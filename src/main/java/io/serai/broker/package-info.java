/// The embedded MQTT broker. Enter through [io.serai.broker.Broker].
///
/// Speaks MQTT 3.1, 3.1.1 and 5 over TCP and WebSocket. Knows nothing of flows: they come as clients
/// like everybody else.
@NullMarked
package io.serai.broker;

import org.jspecify.annotations.NullMarked;
