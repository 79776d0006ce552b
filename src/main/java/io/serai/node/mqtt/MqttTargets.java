package io.serai.node.mqtt;

import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.TopicFilter;
import io.serai.node.input.MqttInputs;
import io.serai.node.input.WhenFull;
import io.serai.node.spi.FlowEvents;

import org.apache.camel.CamelContext;
import org.apache.camel.support.CamelContextHelper;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// Reads what the endpoints of one scheme in one flow name. Those that ask for no connection of their own
/// use the gateway's; those that name the same `clientId` share that client's connection, and each may
/// state a part of its options. Thread-safe.
final class MqttTargets {

    private static final String WHEN_FULL = "whenFull";

    private static final String WILL_PROPERTIES = "willMqttProperties";

    private final PahoScheme scheme;
    private final FlowEvents flowEvents;
    private final MqttLinks links;
    private final MqttInputs inputs;
    private final ReentrantLock clients = new ReentrantLock();
    private final Map<String, ConnectionOptions> byClient = new TreeMap<>();

    MqttTargets(PahoScheme scheme, FlowEvents flowEvents, MqttLinks links, MqttInputs inputs) {
        this.scheme = scheme;
        this.flowEvents = flowEvents;
        this.links = links;
        this.inputs = inputs;
    }

    /// @param topic what stands after the scheme
    /// @param parameters the options; those read here are taken out
    MqttTarget read(String topic, Map<String, Object> parameters, CamelContext context) {
        for (String option : PahoScheme.UNSUPPORTED_OPTIONS) {
            if (parameters.containsKey(option)) {
                throw new IllegalArgumentException(
                        ("option %s is not supported on the gateway's connections; state the broker with"
                                        + " brokerUrl=tcp://HOST:PORT (or ssl, ws, wss), or name it in the"
                                        + " settings and write brokerUrl=#NAME")
                                .formatted(option));
            }
        }
        Map<String, String> asked = new TreeMap<>();
        for (String option : scheme.connectionOptions()) {
            Object value = parameters.remove(option);
            if (value != null) {
                asked.put(option, value.toString());
            }
        }
        if (asked.containsKey("brokerUrl")) {
            links.requireBroker(asked.get("brokerUrl"));
        }
        Optional<MqttProperties> willProperties =
                scheme.hasProperties()
                        ? Optional.ofNullable(parameters.remove(WILL_PROPERTIES))
                                .map(given -> willProperties(given, asked, context))
                        : Optional.empty();
        Optional<WhenFull> whenFull =
                Optional.ofNullable(parameters.remove(WHEN_FULL))
                        .map(given -> WhenFull.of(given.toString()));
        return new MqttTarget(
                scheme,
                TopicFilter.parse(topic),
                connectionOptions(asked, willProperties),
                !asked.containsKey("brokerUrl"),
                whenFull,
                flowEvents,
                links,
                inputs);
    }

    /// A bean of Paho's class, as camel-paho-mqtt5 has it.
    private static MqttProperties willProperties(
            Object given, Map<String, String> asked, CamelContext context) {
        Object bean =
                given instanceof String reference
                        ? CamelContextHelper.mandatoryLookup(
                                context, reference.replaceFirst("#", ""))
                        : given;
        PahoProperties.willDelay(bean)
                .ifPresent(delay -> asked.put(ConnectionOptions.WILL_DELAY, delay.toString()));
        return PahoProperties.of(bean);
    }

    private ConnectionOptions connectionOptions(
            Map<String, String> asked, Optional<MqttProperties> willProperties) {
        clients.lock();
        try {
            String key = asked.getOrDefault("clientId", "") + " at " + asked.get("brokerUrl");
            ConnectionOptions options =
                    asked.containsKey("clientId")
                            ? byClient.computeIfAbsent(key, _ -> new ConnectionOptions(scheme))
                            : new ConnectionOptions(scheme);
            options.add(asked, willProperties);
            return options;
        } finally {
            clients.unlock();
        }
    }
}
