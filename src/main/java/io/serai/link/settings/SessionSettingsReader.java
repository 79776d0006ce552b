package io.serai.link.settings;

import io.serai.config.ConfigException;
import io.serai.config.NearNames;
import io.serai.link.tls.TlsMaterial;
import io.serai.link.tls.UnusableFileException;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.MqttVersion;
import io.serai.mqtt.Qos;
import io.serai.mqtt.Will;
import io.serai.store.Store;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

/// What a [ConnectionSpec] comes to, given the settings. Not thread-safe.
public final class SessionSettingsReader {

    private static final String NAMED = "#";
    private static final byte[] ONLINE = "online".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OFFLINE = "offline".getBytes(StandardCharsets.UTF_8);

    private final LinkConfig config;
    private final ClientIds ids;
    private final Map<String, SSLContext> contexts = new HashMap<>();
    private @Nullable Address gatewayBroker;
    private long gatewayBrokersMost = Long.MAX_VALUE;

    /// @param now tells which certificates have expired
    /// @throws ConfigException when a certificate or key cannot be used
    public SessionSettingsReader(LinkConfig config, Store store, Instant now) {
        this.config = config;
        ids = new ClientIds(config.own().clientId(), store);
        gatewayBroker = config.url().map(Address::parse).orElse(null);
        List<String> problems = new ArrayList<>();
        accesses()
                .filter(each -> !each.tls().isEmpty())
                .forEach(each -> readTls(each, now, problems));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private void readTls(BrokerAccess access, Instant now, List<String> problems) {
        List<UnusableFileException> unusable = new ArrayList<>();
        TlsMaterial material = TlsMaterial.load(access.tls(), unusable);
        unusable.addAll(material.expired(now));
        unusable.forEach(each ->
                problems.add(
                        "%s%s = %s %s."
                                .formatted(
                                        access.settings(),
                                        each.setting(),
                                        access.tls().file(each.setting()),
                                        each.rule())));
        contexts.put(access.settings(), material.context());
    }

    private Stream<BrokerAccess> accesses() {
        return Stream.concat(Stream.of(config.own()), config.brokers().values().stream());
    }

    public String gatewayClientId() {
        return ids.gateway();
    }

    /// Where the gateway's broker is when `mqtt.url` does not say so.
    ///
    /// @param maxPacketSize bytes of the largest packet that it takes
    public void gatewayBrokerAt(String url, long maxPacketSize) {
        gatewayBroker = Address.parse(url);
        gatewayBrokersMost = maxPacketSize;
    }

    /// The same request in its shortest form, so that all who mean one connection share it.
    public ConnectionSpec canonical(ConnectionSpec spec) {
        Optional<BrokerAccess> access = access(spec);
        boolean usualVersion =
                spec.version().isPresent()
                        && spec.version().equals(access.map(BrokerAccess::version));
        boolean gatewaysOwn = spec.broker().isPresent() && isGatewaysOwn(access, spec);
        return new ConnectionSpec(
                gatewaysOwn ? Optional.empty() : spec.broker(),
                usualVersion ? Optional.empty() : spec.version(),
                spec.clientId(),
                spec.cleanSession(),
                spec.sessionExpiry(),
                spec.username(),
                spec.password(),
                spec.will(),
                spec.keepAlive());
    }

    private static boolean isGatewaysOwn(Optional<BrokerAccess> access, ConnectionSpec spec) {
        return access.map(BrokerAccess::settings).filter(BrokerAccess.OWN::equals).isPresent()
                && spec.equals(ConnectionSpec.to(spec.broker().orElse("")));
    }

    /// The settings of the session that an endpoint asks for.
    ///
    /// @throws IllegalArgumentException says what to change in `spec`
    public SessionSettings of(ConnectionSpec spec) {
        Optional<BrokerAccess> access = access(spec);
        Address address = address(spec, access);
        boolean shared = spec.equals(ConnectionSpec.SHARED);
        String clientId =
                spec.clientId()
                        .or(() -> ownClientId(spec, access))
                        .orElseGet(() -> shared ? ids.gateway() : ids.of(spec));
        MqttVersion version =
                spec.version()
                        .or(() -> access.map(BrokerAccess::version))
                        .orElse(MqttVersion.V3_1_1);
        return new SessionSettings(
                shared ? address.toString() : "%s as %s".formatted(address, clientId),
                address,
                access.map(each -> contexts.get(each.settings())),
                clientId,
                new SessionSettings.Session(version, spec.cleanSession(), spec.sessionExpiry()),
                login(spec, access, version, address),
                keepAlive(spec, address),
                shared ? availability(clientId) : spec.will(),
                address.equals(gatewayBroker) ? gatewayBrokersMost : Long.MAX_VALUE,
                access.map(BrokerAccess::settings));
    }

    /// Sees whether there may be a session with a broker.
    ///
    /// @throws IllegalArgumentException when `broker` is neither an address nor `#` and a name
    public void requireBroker(String broker) {
        var _ = access(ConnectionSpec.to(broker));
    }

    /// The settings that speak of this broker, by its name or its address.
    private Optional<BrokerAccess> access(ConnectionSpec spec) {
        String given = spec.broker().orElse("");
        if (given.isEmpty()) {
            return Optional.of(config.own());
        }
        if (given.startsWith(NAMED)) {
            return Optional.of(named(given.substring(NAMED.length())));
        }
        Address address = Address.parse(given);
        if (address.equals(gatewayBroker)) {
            return Optional.of(config.own());
        }
        return config.brokers().values().stream()
                .filter(each -> each.url().map(Address::parse).filter(address::equals).isPresent())
                .findFirst();
    }

    private BrokerAccess named(String name) {
        BrokerAccess found = config.brokers().get(name);
        if (found == null) {
            var known = new TreeSet<>(config.brokers().keySet());
            throw new IllegalArgumentException(
                    "no broker \"%s\" in the settings; %s. Set %s%s.url.%s"
                            .formatted(
                                    name,
                                    known.isEmpty()
                                            ? "there is none"
                                            : "there are " + String.join(", ", known),
                                    BrokerAccess.OTHERS,
                                    name,
                                    NearNames.suggestion(name, known)));
        }
        return found;
    }

    private Address address(ConnectionSpec spec, Optional<BrokerAccess> access) {
        Optional<String> given = spec.broker().filter(each -> !each.startsWith(NAMED));
        return given.or(() ->
                        access.filter(each -> !each.settings().equals(BrokerAccess.OWN))
                                .flatMap(BrokerAccess::url))
                .map(Address::parse)
                .or(() -> Optional.ofNullable(gatewayBroker))
                .orElseThrow(() ->
                        new IllegalStateException(
                                "no broker: set mqtt.url or enable the embedded broker"));
    }

    /// The client identifier of a named broker's settings is for those who ask for nothing else there.
    private static Optional<String> ownClientId(
            ConnectionSpec spec, Optional<BrokerAccess> access) {
        return spec.equals(ConnectionSpec.to(spec.broker().orElse("")))
                ? access.flatMap(BrokerAccess::clientId)
                : Optional.empty();
    }

    private static SessionSettings.Login login(
            ConnectionSpec spec,
            Optional<BrokerAccess> access,
            MqttVersion version,
            Address address) {
        var stated = new SessionSettings.Login(spec.username(), spec.password());
        var login =
                stated.username().isPresent() || stated.password().isPresent()
                        ? stated
                        : access.map(each ->
                                        new SessionSettings.Login(each.username(), each.password()))
                                .orElse(stated);
        if (version == MqttVersion.V3_1_1
                && login.password().isPresent()
                && login.username().isEmpty()) {
            // [MQTT-3.1.2-22]
            throw new IllegalArgumentException(
                    "connection to %s: a password needs a user name; set both or neither"
                            .formatted(address));
        }
        return login;
    }

    private Duration keepAlive(ConnectionSpec spec, Address address) {
        Duration keepAlive = spec.keepAlive().orElse(config.keepAlive());
        if (keepAlive.isNegative() || keepAlive.toSeconds() > 65_535) {
            throw new IllegalArgumentException(
                    "connection to %s: keep-alive must be 0 (off) to 65535 s".formatted(address));
        }
        return keepAlive;
    }

    /// What the gateway says of itself on its own connection.
    private Optional<Will> availability(String clientId) {
        return config.availabilityTopic()
                .map(topic -> {
                    String legal = clientId.replace('+', '-').replace('#', '-');
                    MqttMessage offline =
                            MqttMessage.of(
                                    topic.replace("{client-id}", legal),
                                    OFFLINE,
                                    Qos.AT_LEAST_ONCE,
                                    true);
                    return Will.of(offline, Optional.of(ONLINE));
                });
    }
}
