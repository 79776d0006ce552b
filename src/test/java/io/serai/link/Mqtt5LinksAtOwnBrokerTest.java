package io.serai.link;

import io.serai.mqtt.MqttVersion;

/// The same promises with MQTT 5 at the gateway's own broker.
class Mqtt5LinksAtOwnBrokerTest extends LinksAtOwnBrokerTest {

    @Override
    MqttVersion version() {
        return MqttVersion.V5;
    }
}
