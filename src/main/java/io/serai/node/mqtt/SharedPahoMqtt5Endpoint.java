package io.serai.node.mqtt;

import io.serai.mqtt.Qos;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;

/// One `paho-mqtt5:` endpoint of a route file.
final class SharedPahoMqtt5Endpoint extends PahoMqtt5Endpoint implements MqttEndpoint {

    private final MqttTarget target;

    SharedPahoMqtt5Endpoint(
            String uri,
            MqttTarget target,
            SharedPahoMqtt5Component component,
            PahoMqtt5Configuration configuration) {
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
