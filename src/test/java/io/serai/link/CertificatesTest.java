package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.Authority.Identity;
import io.serai.link.House.Ear;
import io.serai.link.tls.TlsFiles;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttVersion;
import io.serai.mqtt.Qos;
import io.serai.store.MemoryStore;
import io.serai.testing.Mosquitto;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// TLS with certificates from files, at a real Mosquitto whose certificate is for `localhost`.
class CertificatesTest {

    private static final String PASSWORD = "open-sesame";

    @TempDir static Path keys;
    private static Authority authority;
    private static Authority other;
    private static Identity brokers;

    @TempDir Path folder;

    @BeforeAll
    static void makeKeys() throws Exception {
        authority = new Authority(keys, "authority");
        other = new Authority(keys, "other");
        brokers = authority.sign("broker", "DNS:localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void messagesTravelEncryptedToABrokerOfAKnownAuthority(String scheme) throws Exception {
        try (var broker = broker(scheme);
                var house = house(url(scheme, "localhost", broker), trusting(authority))) {
            roundTrip(house.connected());
        }
    }

    @Test
    void brokerOfAnUnknownAuthorityIsNamed() throws Exception {
        try (var broker = broker("ssl")) {
            assertThat(refusal(url("ssl", "localhost", broker), trusting(other)))
                    .contains("TLS with localhost:" + broker.port(), "mqtt.ca-file");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void brokerWhoseCertificateIsForAnotherHostIsNamed(String scheme) throws Exception {
        try (var broker = broker(scheme)) {
            assertThat(refusal(url(scheme, "127.0.0.1", broker), trusting(authority)))
                    .contains("TLS with 127.0.0.1:" + broker.port(), "must be for this host");
        }
    }

    @Test
    void brokerThatDoesNotEncryptIsNamed() throws Exception {
        try (var broker = Mosquitto.started(folder)) {
            assertThat(refusal(url("ssl", "localhost", broker), trusting(authority)))
                    .contains("does not encrypt", "mqtt.url");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void clientCertificateFromPemFilesIsTaken(String scheme) throws Exception {
        Identity ours = authority.sign("gateway", "DNS:gateway");
        try (var broker = demanding(scheme);
                var house =
                        house(
                                url(scheme, "localhost", broker),
                                ours.files(Optional.of(authority.certificate())))) {
            roundTrip(house.connected());
        }
    }

    @Test
    void clientCertificateFromAKeyStoreIsTaken() throws Exception {
        Identity ours = authority.sign("gateway", "DNS:gateway");
        try (var broker = demanding("ssl");
                var house =
                        house(url("ssl", "localhost", broker), keyStore(ours.keyStore(PASSWORD)))) {
            roundTrip(house.connected());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void missingClientCertificateIsNamed(String scheme) throws Exception {
        try (var broker = demanding(scheme)) {
            assertThat(refusal(url(scheme, "localhost", broker), trusting(authority)))
                    .contains("localhost:" + broker.port(), "mqtt.certificate-file");
        }
    }

    @Test
    void refusedClientCertificateIsNamed() throws Exception {
        Identity strangers = other.sign("stranger", "DNS:gateway");
        try (var broker = demanding("ssl")) {
            assertThat(
                            refusal(
                                    url("ssl", "localhost", broker),
                                    strangers.files(Optional.of(authority.certificate()))))
                    .contains("localhost:" + broker.port(), "mqtt.certificate-file");
        }
    }

    private Mosquitto broker(String scheme, String... more) throws IOException {
        return Mosquitto.started(
                folder,
                Stream.concat(
                                Stream.of(
                                        "protocol "
                                                + (scheme.equals("wss") ? "websockets" : "mqtt"),
                                        "certfile " + brokers.certificate(),
                                        "keyfile " + brokers.key()),
                                Arrays.stream(more))
                        .toArray(String[]::new));
    }

    /// A broker that takes only clients with a certificate of the authority.
    private Mosquitto demanding(String scheme) throws IOException {
        return broker(scheme, "cafile " + authority.certificate(), "require_certificate true");
    }

    private static String url(String scheme, String host, Mosquitto broker) {
        return "%s://%s:%d".formatted(scheme, host, broker.port());
    }

    private static TlsFiles trusting(Authority authority) {
        return new TlsFiles(
                Optional.of(authority.certificate()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static TlsFiles keyStore(Path file) {
        return new TlsFiles(
                Optional.of(authority.certificate()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(file),
                Optional.of(PASSWORD));
    }

    private static House house(String url, TlsFiles files) {
        return new House(
                House.usual(url, "tls").version(MqttVersion.V5).tls(files).build(),
                new MemoryStore());
    }

    private static void roundTrip(House house) throws Exception {
        var ear = new Ear(house.link(), "safe", Qos.EXACTLY_ONCE);
        LinkContract.awaitSubscribed(house);
        LinkContract.publishAll(house.link(), "safe", LinkContract.numbers(20), Qos.EXACTLY_ONCE);
        await().atMost(LinkContract.SOON)
                .untilAsserted(() -> assertThat(ear.texts()).isEqualTo(LinkContract.numbers(20)));
    }

    /// Why there is no connection.
    private static String refusal(String url, TlsFiles files) {
        try (var house = house(url, files)) {
            house.link();
            house.links.start();
            var status =
                    await().atMost(Duration.ofSeconds(10))
                            .until(
                                    () -> house.link().status(),
                                    each -> !(each instanceof LinkStatus.Idle));
            assertThat(status).isInstanceOf(LinkStatus.Disconnected.class);
            return ((LinkStatus.Disconnected) status).reason();
        }
    }
}
