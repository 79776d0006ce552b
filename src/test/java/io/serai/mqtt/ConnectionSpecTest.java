package io.serai.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

class ConnectionSpecTest {

    private static ConnectionSpec spec(String will, String birth) {
        return new ConnectionSpec(
                Optional.empty(),
                Optional.empty(),
                Optional.of("pump"),
                true,
                Optional.empty(),
                Optional.of("user"),
                Optional.of("hunter2"),
                Optional.of(
                        Will.of(
                                MqttMessage.of(
                                        "pump/availability",
                                        will.getBytes(StandardCharsets.UTF_8),
                                        Qos.AT_LEAST_ONCE,
                                        true),
                                Optional.of(birth.getBytes(StandardCharsets.UTF_8)))),
                Optional.empty());
    }

    @Test
    void equalWishesAreOneConnection() {
        assertThat(spec("offline", "online"))
                .isEqualTo(spec("offline", "online"))
                .hasSameHashCodeAs(spec("offline", "online"))
                .isNotEqualTo(spec("gone", "online"))
                .isNotEqualTo(spec("offline", "here"));
    }

    @Test
    void thePasswordIsNeverShown() {
        assertThat(spec("offline", "online")).asString().doesNotContain("hunter2");
    }
}
