package io.serai.node.mqtt;

import io.serai.mqtt.Qos;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoEndpoint;

/// One `paho:` endpoint of a route file.
final class SharedPahoEndpoint extends PahoEndpoint implements MqttEndpoint {

    private final MqttTarget target;

    SharedPahoEndpoint(
            String uri,
            MqttTarget target,
            SharedPahoComponent component,
            PahoConfiguration configuration) {
        super(uri, target.filter().text(), component, configuration);
        this.target = target;
    }

    @Override
    public Producer createProducer() {
        return new MqttProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer = new MqttConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public MqttTarget target() {
        return target;
    }

    @Override
    public Qos qos() {
        return Qos.of(getConfiguration().getQos());
    }

    @Override
    public boolean retained() {
        return getConfiguration().isRetained();
    }
}
