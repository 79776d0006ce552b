package io.serai.link;

import io.serai.link.settings.BrokerAccess;
import io.serai.link.settings.LinkConfig;
import io.serai.link.settings.OutboxConfig;
import io.serai.link.tls.TlsFiles;
import io.serai.mqtt.MqttVersion;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A [LinkConfig] in the making: the usual one, but silent about the gateway's availability.
public final class TestConfig {

    private final Map<String, BrokerAccess> brokers = new TreeMap<>();
    private BrokerAccess own = BrokerAccess.EMBEDDED;
    private Optional<String> availabilityTopic = Optional.empty();
    private Duration keepAlive = LinkConfig.DEFAULT.keepAlive();
    private int maxInflight = LinkConfig.DEFAULT.maxInflight();
    private int receiveMaximum = LinkConfig.DEFAULT.receiveMaximum();
    private int maxQueued = LinkConfig.DEFAULT.maxQueued();
    private OutboxConfig outbox = OutboxConfig.DEFAULT;

    public static TestConfig at(String url) {
        var config = new TestConfig();
        config.own = access(BrokerAccess.OWN, url, MqttVersion.V3_1_1, TlsFiles.NONE);
        return config;
    }

    public static BrokerAccess access(
            String settings, String url, MqttVersion version, TlsFiles tls) {
        return new BrokerAccess(
                settings,
                Optional.of(url),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                version,
                tls);
    }

    TestConfig clientId(String clientId) {
        return own(Optional.of(clientId), own.username(), own.password(), own.version(), own.tls());
    }

    TestConfig username(String username) {
        return own(own.clientId(), Optional.of(username), own.password(), own.version(), own.tls());
    }

    TestConfig password(String password) {
        return own(own.clientId(), own.username(), Optional.of(password), own.version(), own.tls());
    }

    public TestConfig version(MqttVersion version) {
        return own(own.clientId(), own.username(), own.password(), version, own.tls());
    }

    public TestConfig tls(TlsFiles tls) {
        return own(own.clientId(), own.username(), own.password(), own.version(), tls);
    }

    private TestConfig own(
            Optional<String> clientId,
            Optional<String> username,
            Optional<String> password,
            MqttVersion version,
            TlsFiles tls) {
        own =
                new BrokerAccess(
                        own.settings(), own.url(), clientId, username, password, version, tls);
        return this;
    }

    public TestConfig broker(String name, BrokerAccess access) {
        brokers.put(name, access);
        return this;
    }

    TestConfig availabilityTopic(String topic) {
        availabilityTopic = Optional.of(topic);
        return this;
    }

    TestConfig keepAlive(Duration interval) {
        keepAlive = interval;
        return this;
    }

    TestConfig maxInflight(int most) {
        maxInflight = most;
        return this;
    }

    TestConfig receiveMaximum(int most) {
        receiveMaximum = most;
        return this;
    }

    TestConfig maxQueued(int most) {
        maxQueued = most;
        return this;
    }

    public TestConfig outbox(OutboxConfig newOutbox) {
        outbox = newOutbox;
        return this;
    }

    public LinkConfig build() {
        return new LinkConfig(
                own,
                brokers,
                availabilityTopic,
                keepAlive,
                maxInflight,
                receiveMaximum,
                maxQueued,
                LinkConfig.DEFAULT.maxPacketSize(),
                outbox);
    }
}
