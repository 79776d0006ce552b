/// MQTT's words as values, and [io.serai.mqtt.MqttLink], the way to a broker.
///
/// Knows no client library and no broker: `link` and `broker` bring those.
@NullMarked
package io.serai.mqtt;

import org.jspecify.annotations.NullMarked;
