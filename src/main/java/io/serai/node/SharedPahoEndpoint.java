package io.serai.node;

import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoEndpoint;

import java.util.Optional;

/// One `paho:` endpoint of a route file.
final class SharedPahoEndpoint extends PahoEndpoint {

    private final SharedPahoComponent component;
    private final TopicFilter topicFilter;
    private final ConnectionOptions connection;
    private final String flow;
    private final Optional<WhenFull> whenFull;
    private final MessageIntakes intakes;

    SharedPahoEndpoint(
            String uri,
            TopicFilter topicFilter,
            SharedPahoComponent component,
            PahoConfiguration configuration,
            ConnectionOptions connection,
            String flow,
            Optional<WhenFull> whenFull,
            MessageIntakes intakes) {
        super(uri, topicFilter.text(), component, configuration);
        this.component = component;
        this.topicFilter = topicFilter;
        this.connection = connection;
        this.flow = flow;
        this.whenFull = whenFull;
        this.intakes = intakes;
    }

    @Override
    public Producer createProducer() {
        return new MqttProducer(this, () -> component.link(connection));
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer =
                new MqttConsumer(
                        this,
                        processor,
                        topicFilter,
                        () -> component.link(connection),
                        flow,
                        intakes);
        configureConsumer(consumer);
        return consumer;
    }

    /// What becomes of QoS 0 messages that the flow cannot take; empty for the gateway's setting.
    Optional<WhenFull> whenFull() {
        return whenFull;
    }

    /// The most QoS asked of the broker, and the default of what is published.
    Qos qos() {
        return Qos.of(getConfiguration().getQos());
    }
}
