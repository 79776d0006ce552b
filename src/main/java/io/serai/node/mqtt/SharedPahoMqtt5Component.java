package io.serai.node.mqtt;

import io.serai.mqtt.MqttLinks;
import io.serai.node.input.MqttInputs;
import io.serai.node.spi.FlowEvents;
import io.serai.node.spi.KnowsOptions;
import io.serai.node.spi.NodeManual;

import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.spi.annotations.Component;

import java.util.Map;

/// `paho-mqtt5:` with camel-paho-mqtt5's options and headers, on the gateway's shared connections.
@Component("paho-mqtt5")
public // finds camel-paho-mqtt5's own option setters
final class SharedPahoMqtt5Component extends PahoMqtt5Component implements KnowsOptions {

    private final MqttTargets targets;

    public SharedPahoMqtt5Component(FlowEvents flowEvents, MqttLinks links, MqttInputs inputs) {
        targets = new MqttTargets(PahoScheme.PAHO_MQTT5, flowEvents, links, inputs);
    }

    @Override
    public Map<String, String> options() {
        return NodeManual.options("paho-mqtt5");
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        MqttTarget target = targets.read(remaining, parameters, getCamelContext());
        var endpoint = new SharedPahoMqtt5Endpoint(uri, target, this, getConfiguration().copy());
        setProperties(endpoint, parameters);
        endpoint.requireLegalQos();
        return endpoint;
    }
}
