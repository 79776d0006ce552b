package io.serai.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.support.DefaultTimeoutMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;

class SteadyClocksTest {

    static final Set<String> NAMED = SteadyClocks.SPANS_ONLY;

    @ParameterizedTest
    @FieldSource("NAMED")
    void noClassThatMeasuresSpansReadsTheWallClock(String name) throws IOException {
        byte[] bytes = bytes(name);
        assertThat(text(bytes)).contains("currentTimeMillis");

        byte[] rewritten =
                new SteadyClocks()
                        .transform(
                                DefaultTimeoutMap.class.getClassLoader(),
                                name,
                                null,
                                DefaultTimeoutMap.class.getProtectionDomain(),
                                bytes);

        assertThat(rewritten).isNotNull();
        assertThat(text(Objects.requireNonNull(rewritten)))
                .contains("steadyMillis")
                .doesNotContain("currentTimeMillis");
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = DefaultTimeoutMap.class.getResourceAsStream("/" + name + ".class")) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
