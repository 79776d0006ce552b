package io.serai.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lamp.camel.yaml",
                "first floor/hall/lamp.camel.yaml",
                "Lamp.java",
                "kamelets/dim-sink.kamelet.yaml",
                "lamp.test.yaml",
                "devices.yaml",
                "dashboard.yaml",
                "settings.properties"
            })
    void partsOfAHouseAreTaken(String text) {
        assertThat(new RoutesPath(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/lamp.camel.yaml",
                "../lamp.camel.yaml",
                "hall/../../lamp.camel.yaml",
                "hall/./lamp.camel.yaml",
                "hall//lamp.camel.yaml",
                "lamp.camel.yaml/",
                "..\\lamp.camel.yaml",
                "C:\\lamp.camel.yaml",
                ".git/lamp.camel.yaml",
                ".lamp.camel.yaml",
                ".camel.yaml",
                "hall/.java",
                "lamp\n.camel.yaml",
                "lamp\u0000.camel.yaml",
                "lamp.yaml",
                "lamp.camel.yaml~",
                "hall/devices.yaml",
                "serai.properties",
                "run.sh"
            })
    void everythingElseIsRefused(String text) {
        assertThatThrownBy(() -> new RoutesPath(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPathIsNotLongerThanAFileSystemTakes() {
        String ending = ".camel.yaml";
        String longest = "x".repeat(250 - ending.length()) + ending;

        assertThat(new RoutesPath(longest).text()).isEqualTo(longest);
        assertThatThrownBy(() -> new RoutesPath("x" + longest)).hasMessageContaining("250");
    }
}
