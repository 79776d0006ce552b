package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.config.ConfigException;
import io.serai.config.ConfigReader;

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
                        "--mqtt.keep-alive=7",
                        "--mqtt.max-inflight=3",
                        "--mqtt.max-queued=4",
                        "--mqtt.max-packet-size=5000",
                        "--outbox.max-messages=6",
                        "--outbox.max-age=7",
                        "--outbox.when-full=refuse",
                        "--outbox.replay-rate=8");

        assertThat(LinkConfig.read(reader))
                .isEqualTo(
                        new LinkConfig(
                                Optional.of("tcp://broker:1884"),
                                Optional.of("me"),
                                Optional.of("admin"),
                                Optional.of("secret"),
                                Duration.ofSeconds(7),
                                3,
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
        ConfigReader reader = reader("--mqtt.url=ws://broker", "--mqtt.password=hush-hush");
        LinkConfig.read(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "mqtt.url", "tcp://host:1883", "mqtt.password", "without mqtt.username")
                .hasMessageNotContaining("hush-hush");
    }

    @Test
    void addressesAreReadAsPeopleWriteThem() {
        assertThat(Address.parse("tcp://10.0.0.1")).isEqualTo(new Address("10.0.0.1", 1883, false));
        assertThat(Address.parse("mqtt://pi.local:1884/"))
                .isEqualTo(new Address("pi.local", 1884, false));
        assertThat(Address.parse("ssl://cloud.example"))
                .isEqualTo(new Address("cloud.example", 8883, true));
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
}
