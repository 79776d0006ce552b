package io.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class ProgramsTest {

    @Test
    void installedProgramIsFound() {
        assertThat(Programs.require("sh", true)).isExecutable();
    }

    @Test
    void missingProgramSkipsTheTestAndIsNamed() {
        assertThatThrownBy(() -> Programs.require("no-such-program", false))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    void missingProgramFailsTheTestWhereSkipsAreForbidden() {
        assertThatThrownBy(() -> Programs.require("no-such-program", true))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("no-such-program");
    }
}
