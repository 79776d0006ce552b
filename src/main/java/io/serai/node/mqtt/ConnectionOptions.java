package io.serai.node.mqtt;

import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.Qos;
import io.serai.mqtt.Will;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// What the endpoints of one client say of its connection, gathered until the first of them starts.
/// Thread-safe.
public final class ConnectionOptions {

    /// Seconds; not an option of its own but a part of the will's properties.
    static final String WILL_DELAY = "willDelay";

    private static final long LONGEST_EXPIRY = 0xffff_ffffL;

    private final PahoScheme scheme;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> options = new TreeMap<>();
    private MqttProperties willProperties = MqttProperties.NONE;

    public ConnectionOptions(PahoScheme scheme) {
        this.scheme = scheme;
    }

    /// Adds what one endpoint asks.
    ///
    /// @throws IllegalArgumentException when another endpoint of this client asks otherwise
    public void add(Map<String, String> asked, Optional<MqttProperties> askedWillProperties) {
        lock.lock();
        try {
            askedWillProperties.ifPresent(properties -> willProperties = properties);
            asked.forEach((option, value) -> {
                String before = options.putIfAbsent(option, value);
                if (before != null && !before.equals(value)) {
                    throw new IllegalArgumentException(
                            "clientId=%s: option %s differs from another endpoint of this"
                                            .formatted(options.get("clientId"), option)
                                    + " client; state it once");
                }
            });
            spec(); // a wrong value is the fault of the endpoint that brought it
        } finally {
            lock.unlock();
        }
    }

    public ConnectionSpec spec() {
        lock.lock();
        try {
            if (options.isEmpty() && scheme.version().isEmpty()) {
                return ConnectionSpec.SHARED;
            }
            return new ConnectionSpec(
                    option("brokerUrl"),
                    scheme.version(),
                    option("clientId"),
                    flag(scheme.cleanOption(), options.containsKey("clientId")),
                    sessionExpiry(),
                    option("userName"),
                    option("password"),
                    will(),
                    option("keepAliveInterval")
                            .map(text -> Duration.ofSeconds(number("keepAliveInterval", text))));
        } finally {
            lock.unlock();
        }
    }

    private Optional<Will> will() {
        Optional<String> topic = option("willTopic");
        Optional<String> payload = option("willPayload");
        if (topic.isEmpty() && payload.isEmpty() && option("birthPayload").isEmpty()) {
            return Optional.empty();
        }
        if (topic.isEmpty() || payload.isEmpty()) {
            // Another endpoint of this client may still bring the missing one.
            return Optional.empty();
        }
        Qos qos = Qos.of(number("willQos", option("willQos").orElse(scheme.usualWillQos())));
        return Optional.of(
                new Will(
                        MqttMessage.of(
                                        topic.get(),
                                        payload.get().getBytes(StandardCharsets.UTF_8),
                                        qos,
                                        flag("willRetained", false))
                                .withProperties(willProperties),
                        option("birthPayload").map(text -> text.getBytes(StandardCharsets.UTF_8)),
                        Duration.ofSeconds(Long.parseLong(options.getOrDefault(WILL_DELAY, "0")))));
    }

    /// Empty when left to the default, which Camel writes as -1.
    private Optional<Duration> sessionExpiry() {
        return option("sessionExpiryInterval")
                .filter(text -> !text.equals("-1"))
                .map(text -> {
                    if (!text.matches("\\d{1,10}") || Long.parseLong(text) > LONGEST_EXPIRY) {
                        throw new IllegalArgumentException(
                                "sessionExpiryInterval must be 0 to 4294967295 s, is " + text);
                    }
                    return Duration.ofSeconds(Long.parseLong(text));
                });
    }

    private Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    private boolean flag(String name, boolean fallback) {
        return switch (options.getOrDefault(name, String.valueOf(fallback))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " must be true or false");
        };
    }

    private static int number(String name, String text) {
        if (!text.matches("\\d{1,5}")) {
            throw new IllegalArgumentException(name + " must be a whole number, is " + text);
        }
        return Integer.parseInt(text);
    }
}
