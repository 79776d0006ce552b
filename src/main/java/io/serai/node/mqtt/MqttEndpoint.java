package io.serai.node.mqtt;

import io.serai.mqtt.Qos;
import io.serai.node.spi.Connects;

import org.apache.camel.Endpoint;

/// An endpoint of a route file on one of the shared connections.
interface MqttEndpoint extends Endpoint, Connects {

    MqttTarget target();

    /// The most QoS asked of the broker, and the default of what is published.
    Qos qos();

    @Override
    default void connect() {
        target().connect();
    }

    /// Whether the broker shall keep what is published, unless a header says otherwise.
    boolean retained();

    /// Says at once what would otherwise come out with the first message.
    ///
    /// @throws IllegalArgumentException when the option `qos` is none of 0, 1 and 2
    default void requireLegalQos() {
        qos();
    }
}
