package io.serai.console;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Map;

class ApiRequestTest {

    @Test
    void whatIsNoTextIsRefused() {
        assertThatThrownBy(() ->
                        ApiRequest.of(
                                "PUT",
                                "/api/files/a.camel.yaml",
                                Map.of(),
                                new byte[] {'a', (byte) 0xff}))
                .isInstanceOf(RefusedException.class)
                .hasMessage("The body is not UTF-8 text.");
    }
}
