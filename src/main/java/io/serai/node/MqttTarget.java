package io.serai.node;

import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.TopicFilter;

import java.util.Optional;

/// What one endpoint names: topic, connection and flow.
///
/// @param whenFull what becomes of QoS 0 messages that the flow cannot take; empty for the gateway's setting
record MqttTarget(
        PahoScheme scheme,
        TopicFilter filter,
        ConnectionOptions connection,
        Optional<WhenFull> whenFull,
        String flow,
        MqttLinks links,
        MessageIntakes intakes) {

    /// The link that the options of all endpoints of this client describe by now.
    MqttLink link() {
        return links.link(connection.spec());
    }
}
