package io.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class NearNamesTest {

    private static final List<String> STEPS = List.of("filter", "split", "setBody", "to");

    @Test
    void aTypingErrorFindsTheNameMeant() {
        assertThat(NearNames.nearest("filtre", STEPS)).contains("filter");
        assertThat(NearNames.nearest("setbody", STEPS)).contains("setBody");
        assertThat(NearNames.nearest("spilt", STEPS)).contains("split");
    }

    @Test
    void nothingNearIsNoSuggestion() {
        assertThat(NearNames.suggestion("marshal", STEPS)).isEmpty();
        assertThat(NearNames.suggestion("", STEPS)).isEmpty();
    }
}
