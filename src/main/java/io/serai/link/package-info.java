/// Connections to brokers: one per [io.serai.mqtt.ConnectionSpec], shared by all flows. Enter through
/// [io.serai.link.Links].
///
/// Speaks MQTT 3.1.1 over Netty's codec and keeps the session itself, because what may be acknowledged
/// and when is the gateway's promise. Knows nothing of Camel and nothing of the embedded broker.
@NullMarked
package io.serai.link;

import org.jspecify.annotations.NullMarked;
