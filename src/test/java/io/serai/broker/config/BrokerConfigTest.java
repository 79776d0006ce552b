package io.serai.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.config.ConfigException;
import io.serai.config.ConfigReader;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class BrokerConfigTest {

    private static ConfigReader reader(String... arguments) {
        return new ConfigReader(Path.of("."), List.of(), Map.of(), List.of(arguments));
    }

    @Test
    void defaultsAreLoopbackAndFile() {
        ConfigReader reader = reader();

        assertThat(BrokerConfig.read(reader))
                .isEqualTo(
                        new BrokerConfig(
                                true,
                                "127.0.0.1",
                                1883,
                                8083,
                                Persistence.FILE,
                                262_144,
                                500,
                                20_000,
                                50));
        reader.finish();
    }

    @Test
    void everySettingIsRead() {
        ConfigReader reader =
                reader(
                        "--broker.enabled=false",
                        "--broker.host=0.0.0.0",
                        "--broker.port=0",
                        "--broker.websocket-port=0",
                        "--broker.persistence=memory",
                        "--broker.max-packet-size=1024",
                        "--broker.max-connections=7",
                        "--broker.max-queued=100",
                        "--broker.min-free-space=9");

        assertThat(BrokerConfig.read(reader))
                .isEqualTo(
                        new BrokerConfig(
                                false, "0.0.0.0", 0, 0, Persistence.MEMORY, 1024, 7, 100, 9));
        reader.finish();
    }

    @Test
    void samePortTwiceIsAProblem() {
        ConfigReader reader = reader("--broker.websocket-port=1883");

        BrokerConfig.read(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "broker.websocket-port = 1883 (command line) must differ from broker.port.");
    }

    @Test
    void emptyHostIsAProblem() {
        ConfigReader reader = reader("--broker.host=");

        BrokerConfig.read(reader);

        assertThatThrownBy(reader::finish).hasMessageContaining("broker.host");
    }
}
