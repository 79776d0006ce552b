package io.serai.node.mqtt;

import io.serai.mqtt.MqttLinks;
import io.serai.node.input.MqttInputs;
import io.serai.node.spi.FlowEvents;
import io.serai.node.spi.KnowsOptions;
import io.serai.node.spi.NodeManual;

import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.spi.annotations.Component;

import java.util.Map;

/// `paho:` with camel-paho's options and headers, on the gateway's shared connections.
@Component("paho")
public // finds camel-paho's own option setters
final class SharedPahoComponent extends PahoComponent implements KnowsOptions {

    private final MqttTargets targets;

    public SharedPahoComponent(FlowEvents flowEvents, MqttLinks links, MqttInputs inputs) {
        targets = new MqttTargets(PahoScheme.PAHO, flowEvents, links, inputs);
    }

    @Override
    public Map<String, String> options() {
        return NodeManual.options("paho");
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        MqttTarget target = targets.read(remaining, parameters, getCamelContext());
        var endpoint = new SharedPahoEndpoint(uri, target, this, getConfiguration().copy());
        setProperties(endpoint, parameters);
        endpoint.requireLegalQos();
        return endpoint;
    }
}
