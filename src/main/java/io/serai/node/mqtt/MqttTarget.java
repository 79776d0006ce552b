package io.serai.node.mqtt;

import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.TopicFilter;
import io.serai.node.input.MqttInputs;
import io.serai.node.input.WhenFull;
import io.serai.node.spi.FlowEvents;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// What one endpoint names: topic, connection and flow. Thread-safe.
final class MqttTarget {

    private final PahoScheme scheme;
    private final TopicFilter filter;
    private final ConnectionOptions connection;
    private final boolean atGatewayBroker;
    private final Optional<WhenFull> whenFull;
    private final FlowEvents flowEvents;
    private final MqttLinks links;
    private final MqttInputs inputs;
    private volatile @Nullable MqttLink link;

    /// @param whenFull what becomes of QoS 0 messages that the flow cannot take; empty for the gateway's
    ///     setting
    MqttTarget(
            PahoScheme scheme,
            TopicFilter filter,
            ConnectionOptions connection,
            boolean atGatewayBroker,
            Optional<WhenFull> whenFull,
            FlowEvents flowEvents,
            MqttLinks links,
            MqttInputs inputs) {
        this.scheme = scheme;
        this.filter = filter;
        this.connection = connection;
        this.atGatewayBroker = atGatewayBroker;
        this.whenFull = whenFull;
        this.flowEvents = flowEvents;
        this.links = links;
        this.inputs = inputs;
    }

    PahoScheme scheme() {
        return scheme;
    }

    TopicFilter filter() {
        return filter;
    }

    /// Whether it names no broker of its own.
    boolean isAtGatewayBroker() {
        return atGatewayBroker;
    }

    Optional<WhenFull> whenFull() {
        return whenFull;
    }

    FlowEvents flowEvents() {
        return flowEvents;
    }

    MqttInputs inputs() {
        return inputs;
    }

    Timekeeper time() {
        return inputs.time();
    }

    /// Makes the link that the options of all endpoints of this client describe by now.
    void connect() {
        link = links.link(connection.spec());
    }

    /// The link, made when it is not there yet.
    MqttLink link() {
        MqttLink known = link;
        if (known == null) {
            known = links.link(connection.spec());
            link = known;
        }
        return known;
    }
}
