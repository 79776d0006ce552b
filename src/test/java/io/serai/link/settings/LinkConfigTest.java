package io.serai.link.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.config.ConfigException;
import io.serai.config.ConfigReader;
import io.serai.link.settings.Address.Scheme;
import io.serai.link.tls.TlsFiles;
import io.serai.mqtt.MqttVersion;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class LinkConfigTest {

    @Test
    void defaultsAreThoseOfTheConstant() {
        ConfigReader reader = reader();

        LinkConfig config = LinkConfig.read(reader);

        assertThat(config).isEqualTo(LinkConfig.DEFAULT);
        reader.finish();
    }

    @Test
    void everySettingIsRead() {
        ConfigReader reader =
                reader(
                        "--mqtt.url=tcp://broker:1884",
                        "--mqtt.client-id=me",
                        "--mqtt.username=admin",
                        "--mqtt.password=secret",
                        "--mqtt.version=5",
                        "--mqtt.availability-topic=house/is",
                        "--mqtt.brokers.office.url=wss://office.example",
                        "--mqtt.brokers.office.client-id=at-office",
                        "--mqtt.brokers.office.username=visitor",
                        "--mqtt.keep-alive=7",
                        "--mqtt.max-inflight=3",
                        "--mqtt.receive-maximum=9",
                        "--mqtt.max-queued=4",
                        "--mqtt.max-packet-size=5000",
                        "--outbox.max-messages=6",
                        "--outbox.max-age=7",
                        "--outbox.when-full=refuse",
                        "--outbox.replay-rate=8");

        assertThat(LinkConfig.read(reader))
                .isEqualTo(
                        new LinkConfig(
                                new BrokerAccess(
                                        "mqtt.",
                                        Optional.of("tcp://broker:1884"),
                                        Optional.of("me"),
                                        Optional.of("admin"),
                                        Optional.of("secret"),
                                        MqttVersion.V5,
                                        TlsFiles.NONE),
                                Map.of(
                                        "office",
                                        new BrokerAccess(
                                                "mqtt.brokers.office.",
                                                Optional.of("wss://office.example"),
                                                Optional.of("at-office"),
                                                Optional.of("visitor"),
                                                Optional.empty(),
                                                MqttVersion.V3_1_1,
                                                TlsFiles.NONE)),
                                Optional.of("house/is"),
                                Duration.ofSeconds(7),
                                3,
                                9,
                                4,
                                5000,
                                new OutboxConfig(
                                        6,
                                        Duration.ofSeconds(7),
                                        OutboxConfig.WhenFull.REFUSE,
                                        8)));
        assertThat(LinkConfig.read(reader).toString()).doesNotContain("secret");
        reader.finish();
    }

    @Test
    void uselessAddressAndPasswordWithoutUserAreProblems() {
        ConfigReader reader = reader("--mqtt.url=http://broker", "--mqtt.password=hush-hush");
        LinkConfig.read(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "mqtt.url", "tcp://host:1883", "mqtt.password", "without mqtt.username")
                .hasMessageNotContaining("hush-hush");
    }

    @Test
    void addressesAreReadAsPeopleWriteThem() {
        assertThat(Address.parse("tcp://10.0.0.1"))
                .isEqualTo(new Address(Scheme.TCP, "10.0.0.1", 1883, ""));
        assertThat(Address.parse("mqtt://pi.local:1884/"))
                .isEqualTo(new Address(Scheme.TCP, "pi.local", 1884, ""));
        assertThat(Address.parse("ssl://cloud.example"))
                .isEqualTo(new Address(Scheme.SSL, "cloud.example", 8883, ""));
        assertThat(Address.parse("ws://pi.local:8083"))
                .isEqualTo(new Address(Scheme.WS, "pi.local", 8083, "/mqtt"));
        assertThat(Address.parse("wss://cloud.example/a/b?key=x"))
                .isEqualTo(new Address(Scheme.WSS, "cloud.example", 443, "/a/b?key=x"))
                .hasToString("wss://cloud.example:443/a/b");
        assertThat(Address.parse("tcp://[::1]:1883")).hasToString("tcp://[::1]:1883");
    }

    @Test
    void passwordInAnAddressIsRefusedWithoutRepeatingIt() {
        for (String url : List.of("tcp://me:hush@host:1883", "tcp://me:hu sh@host")) {
            assertThatThrownBy(() -> Address.parse(url))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("hu");
        }
    }

    private static ConfigReader reader(String... arguments) {
        return new ConfigReader(Path.of(""), List.of(), Map.of(), List.of(arguments));
    }

    @Test
    void brokersAreNamedByFileCommandLineAndEnvironment() {
        var reader =
                new ConfigReader(
                        Path.of(""),
                        List.of(),
                        Map.of(
                                "SERAI_MQTT_BROKERS_GARDEN_SHED_URL", "tcp://shed",
                                "SERAI_MQTT_BROKERS_OFFICE_PASSWORD", "hush",
                                "SERAI_MQTT_BROKERS_OFFICE_USERNAME", "me"),
                        List.of("--mqtt.brokers.office.url=tcp://office"));

        LinkConfig config = LinkConfig.read(reader);

        assertThat(config.brokers()).containsOnlyKeys("garden-shed", "office");
        assertThat(config.brokers())
                .hasEntrySatisfying(
                        "office", office -> assertThat(office.password()).contains("hush"));
        assertThat(reader.finish().warnings()).isEmpty();
    }

    @Test
    void slipsInTheSettingsOfABrokerAreToldWithTheNearName() {
        ConfigReader reader =
                reader(
                        "--mqtt.brokers.office.ulr=tcp://office",
                        "--mqtt.brokers.Attic.url=tcp://attic",
                        "--mqtt.brokers.cellar.url=tcp://cellar",
                        "--mqtt.brokers.cellar.version=4",
                        "--mqtt.brokers.cellar.ca-file=/no/such/file.pem");
        LinkConfig.read(reader);

        assertThatThrownBy(reader::finish)
                .hasMessageContainingAll(
                        "mqtt.brokers.office.url",
                        "is needed",
                        "mqtt.brokers.office.ulr",
                        "Did you mean \"mqtt.brokers.office.url\"?",
                        "\"Attic\"; use small letters",
                        "mqtt.brokers.cellar.version = 4 (command line) must be 3.1.1 or 5",
                        "mqtt.brokers.cellar.ca-file = /no/such/file.pem (command line) does not exist",
                        "does not encrypt");
    }
}
