package io.serai.node;

import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.TopicFilter;

import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.spi.annotations.Component;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// `paho:` with camel-paho's options and headers, on the gateway's shared connections. Endpoints that
/// ask for no connection of their own use the gateway's; those of one flow that name the same
/// `clientId` share that client's connection, and each may state a part of its options.
@Component("paho") // finds camel-paho's own option setters
final class SharedPahoComponent extends PahoComponent {

    /// Options of camel-paho that say which connection is meant.
    private static final List<String> CONNECTION_OPTIONS =
            List.of(
                    "brokerUrl",
                    "clientId",
                    "cleanSession",
                    "userName",
                    "password",
                    "keepAliveInterval",
                    "willTopic",
                    "willPayload",
                    "willQos",
                    "willRetained",
                    "birthPayload");

    /// Options that would change a connection in ways the shared link does not know.
    private static final List<String> UNSUPPORTED_OPTIONS =
            List.of(
                    "serverURIs",
                    "customWebSocketHeaders",
                    "socketFactory",
                    "sslClientProps",
                    "sslHostnameVerifier",
                    "httpsHostnameVerificationEnabled",
                    "client");

    private final String flow;
    private final MqttLinks links;
    private final MessageIntakes intakes;
    private final ReentrantLock clients = new ReentrantLock();
    private final Map<String, ConnectionOptions> byClient = new TreeMap<>();

    SharedPahoComponent(String flow, MqttLinks links, MessageIntakes intakes) {
        this.flow = flow;
        this.links = links;
        this.intakes = intakes;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        for (String option : UNSUPPORTED_OPTIONS) {
            if (parameters.containsKey(option)) {
                throw new IllegalArgumentException(
                        "option %s is not supported on the gateway's connections; state the broker"
                                        .formatted(option)
                                + " with brokerUrl=tcp://HOST:PORT or ssl://HOST:PORT");
            }
        }
        TopicFilter topic = TopicFilter.parse(remaining);
        Map<String, String> asked = new TreeMap<>();
        for (String option : CONNECTION_OPTIONS) {
            String value = getAndRemoveParameter(parameters, option, String.class);
            if (value != null) {
                asked.put(option, value);
            }
        }
        Optional<WhenFull> whenFull =
                Optional.ofNullable(getAndRemoveParameter(parameters, "whenFull", String.class))
                        .map(WhenFull::of);
        PahoConfiguration configuration = getConfiguration().copy();
        var endpoint =
                new SharedPahoEndpoint(
                        uri,
                        topic,
                        this,
                        configuration,
                        connectionOptions(asked),
                        flow,
                        whenFull,
                        intakes);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private ConnectionOptions connectionOptions(Map<String, String> asked) {
        clients.lock();
        try {
            String key = asked.getOrDefault("clientId", "") + " at " + asked.get("brokerUrl");
            ConnectionOptions options =
                    asked.containsKey("clientId")
                            ? byClient.computeIfAbsent(key, _ -> new ConnectionOptions())
                            : new ConnectionOptions();
            options.add(asked);
            return options;
        } finally {
            clients.unlock();
        }
    }

    /// The link that `options` describe by now.
    MqttLink link(ConnectionOptions options) {
        return links.link(options.spec());
    }
}
