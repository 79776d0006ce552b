package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.config.ConfigException;
import io.serai.config.ConfigReader;
import io.serai.link.House.Ear;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttVersion;
import io.serai.mqtt.Qos;
import io.serai.store.MemoryStore;
import io.serai.testing.Certificates;
import io.serai.testing.Mosquitto;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// TLS and WebSocket to a real Mosquitto, with certificates from files.
class TransportsTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String LARGE = "x".repeat(200_000);

    @RegisterExtension static final OwnBroker BROKER = new OwnBroker();

    @TempDir Path folder;
    private Certificates certificates;
    private int ssl;
    private int ws;
    private int wss;
    private int strict;
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        certificates = new Certificates(folder);
        certificates.issue("localhost");
        certificates.issue("gateway");
        ssl = Mosquitto.freePort();
        ws = Mosquitto.freePort();
        wss = Mosquitto.freePort();
        strict = Mosquitto.freePort();
        String identity =
                "certfile %s\nkeyfile %s"
                        .formatted(
                                certificates.certificate("localhost"),
                                certificates.key("localhost"));
        broker =
                Mosquitto.started(
                        folder,
                        "listener %d 127.0.0.1\n%s".formatted(ssl, identity),
                        "listener %d 127.0.0.1\nprotocol websockets".formatted(ws),
                        "listener %d 127.0.0.1\nprotocol websockets\n%s".formatted(wss, identity),
                        "listener %d 127.0.0.1\n%s\ncafile %s\nrequire_certificate true"
                                .formatted(strict, identity, certificates.authority()));
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    private TlsFiles authority() {
        return identity(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private TlsFiles identity(
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<Path> keyStore,
            Optional<String> password) {
        return new TlsFiles(
                Optional.of(certificates.authority()), certificate, key, keyStore, password);
    }

    private static void talks(LinkConfig config) throws Exception {
        try (var house = new House(config, new MemoryStore()).connected()) {
            var ear = new Ear(house.link(), "a", Qos.EXACTLY_ONCE);
            LinkContract.awaitSubscribed(house);

            for (String text : List.of("", "small", LARGE)) {
                LinkContract.publish(house.link(), "a", text, Qos.EXACTLY_ONCE)
                        .get(5, TimeUnit.SECONDS);
            }

            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(ear.texts()).containsExactly("", "small", LARGE));
            assertThat(house.count("mqtt.reconnects")).isZero();
        }
    }

    private static void isAway(LinkConfig config, String... words) {
        try (var house = new House(config, new MemoryStore())) {
            house.link();
            house.links.start();
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(house.link().status())
                                    .isInstanceOfSatisfying(
                                            LinkStatus.Disconnected.class,
                                            away -> assertThat(away.reason()).contains(words)));
        }
    }

    private static TestConfig at(String scheme, String host, int port) {
        return House.usual("%s://%s:%d".formatted(scheme, host, port), "transport");
    }

    @Test
    void everyTransportCarriesMessagesOfEverySizeBothWays() throws Exception {
        talks(at("ssl", "localhost", ssl).tls(authority()).build());
        talks(at("ws", "127.0.0.1", ws).build());
        talks(at("wss", "localhost", wss).tls(authority()).version(MqttVersion.V5).build());
        talks(at("ws", "127.0.0.1", BROKER.websocketPort()).build());
        talks(at("ws", "127.0.0.1", BROKER.websocketPort()).version(MqttVersion.V5).build());
    }

    @Test
    void theGatewayShowsItsOwnCertificateFromEitherKindOfFile() throws Exception {
        talks(
                at("ssl", "localhost", strict)
                        .tls(
                                identity(
                                        Optional.of(certificates.certificate("gateway")),
                                        Optional.of(certificates.key("gateway")),
                                        Optional.empty(),
                                        Optional.empty()))
                        .build());
        talks(
                at("ssl", "localhost", strict)
                        .tls(
                                identity(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(certificates.pkcs12("gateway", "hush")),
                                        Optional.of("hush")))
                        .build());
    }

    @Test
    void whatIsWrongWithACertificateIsSaidByName() {
        isAway(at("ssl", "localhost", strict).tls(authority()).build(), "TLS", "certificate");
        isAway(at("ssl", "127.0.0.1", ssl).tls(authority()).build(), "TLS", "127.0.0.1");
        isAway(at("wss", "127.0.0.1", wss).tls(authority()).build(), "TLS", "127.0.0.1");
        isAway(at("ssl", "localhost", ssl).build(), "TLS", "certificate", "mqtt.ca-file");
    }

    @Test
    void anotherServiceOnThePortIsSaidByName() throws Exception {
        isAway(at("ws", "127.0.0.1", broker.port()).build(), "WebSocket");
        isAway(at("ssl", "localhost", ws).tls(authority()).build(), "does not encrypt");
    }

    @Test
    void filesThatCannotBeUsedAreAllToldAtOnceBySettingAndFile() throws Exception {
        Path junk = Files.writeString(folder.resolve("junk.pem"), "not a certificate");
        Path store = certificates.pkcs12("gateway", "hush");
        var reader =
                new ConfigReader(
                        Path.of(""),
                        List.of(),
                        Map.of(),
                        List.of(
                                "--mqtt.url=ssl://broker",
                                "--mqtt.ca-file=" + folder.resolve("none.pem"),
                                "--mqtt.brokers.a.url=ssl://broker",
                                "--mqtt.brokers.a.ca-file=" + junk,
                                "--mqtt.brokers.b.url=ssl://broker",
                                "--mqtt.brokers.b.certificate-file="
                                        + certificates.certificate("gateway"),
                                "--mqtt.brokers.b.key-file=" + certificates.key("localhost"),
                                "--mqtt.brokers.c.url=ssl://broker",
                                "--mqtt.brokers.c.key-store=" + store,
                                "--mqtt.brokers.c.key-store-password=wrong"));
        LinkConfig.read(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "mqtt.ca-file",
                        "none.pem",
                        "does not exist",
                        "mqtt.brokers.a.ca-file",
                        "junk.pem",
                        "mqtt.brokers.b.key-file",
                        "is not the key of the certificate",
                        "mqtt.brokers.c.key-store",
                        "cannot be opened with key-store-password")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void aCertificateThatHasExpiredStopsTheStartAndOneNotYetValidDoesNot() {
        LinkConfig config = at("ssl", "localhost", ssl).tls(authority()).build();
        Instant later = Instant.now().plus(Duration.ofDays(3));
        Instant longAgo = Instant.EPOCH;

        assertThatThrownBy(() -> new LaneSpecs(config, new MemoryStore(), later))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("mqtt.ca-file", "CN=authority", "expired");
        assertThat(new LaneSpecs(config, new MemoryStore(), longAgo)).isNotNull();
    }
}
