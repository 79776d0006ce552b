package io.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ConfigReaderTest {

    @TempDir private Path home;
    private Path file;

    private enum Mode {
        FILE,
        IN_MEMORY
    }

    @BeforeEach
    void makeSettingsFile() {
        file = home.resolve("serai.properties");
    }

    private ConfigReader reader(Map<String, String> environment, String... arguments) {
        return new ConfigReader(home, List.of(file), environment, List.of(arguments));
    }

    @Test
    void commandLineBeatsEnvironmentBeatsFileBeatsDefault() throws Exception {
        Files.writeString(file, "a.port = 1\nb.port=1\nc.port=1\n");
        ConfigReader reader =
                reader(Map.of("SERAI_A_PORT", "2", "SERAI_B_PORT", "2"), "--a.port=3");

        assertThat(reader.port("a.port", 9)).isEqualTo(3);
        assertThat(reader.port("b.port", 9)).isEqualTo(2);
        assertThat(reader.port("c.port", 9)).isEqualTo(1);
        assertThat(reader.port("d.port", 9)).isEqualTo(9);
        assertThat(reader.finish().table()).contains("SERAI_B_PORT", "command line", "default");
    }

    @Test
    void everyProblemIsToldAtOnceWithItsSource() throws Exception {
        Files.writeString(file, "broker.port=70000\nbroker.persistence=fil\nbrokr.host=x\n");
        ConfigReader reader = reader(Map.of("SERAI_ON", "yes"), "--nonsense");
        reader.port("broker.port", 1883);
        reader.choice("broker.persistence", Mode.FILE);
        reader.text("broker.host", "127.0.0.1");
        reader.flag("on", true);

        ConfigException refused = catchThrowableOfType(ConfigException.class, reader::finish);

        assertThat(refused.problems())
                .containsExactly(
                        "\"--nonsense\" on the command line is not of the form --key=value.",
                        "broker.port = 70000 (%s) must be a whole number from 0 to 65535."
                                .formatted(file),
                        "broker.persistence = fil (%s) must be one of file, in-memory. Did you mean"
                                        .formatted(file)
                                + " \"file\"?",
                        "on = yes (SERAI_ON) must be true or false.",
                        "brokr.host (%s) is not a setting. Did you mean \"broker.host\"?"
                                .formatted(file));
    }

    @Test
    void secretsAreMaskedWhereverTheyAreShown() {
        ConfigReader reader =
                reader(Map.of("SERAI_MQTT_PASSWORD", "hunter2"), "--api.token=abc", "--x=1");
        assertThat(reader.secret("mqtt.password")).contains("hunter2");
        assertThat(reader.number("api.token", 0, 0, 9)).isZero();

        ConfigException refused = catchThrowableOfType(ConfigException.class, reader::finish);

        assertThat(refused).hasMessageNotContaining("abc").hasMessageNotContaining("hunter2");
    }

    @Test
    void theTableShowsNoSecret() {
        ConfigReader reader = reader(Map.of("SERAI_MQTT_PASSWORD", "hunter2"));
        reader.secret("mqtt.password");

        assertThat(reader.finish().table()).contains("********").doesNotContain("hunter2");
    }

    @Test
    void anUnknownEnvironmentVariableIsAWarning() {
        ConfigReader reader =
                reader(Map.of("SERAI_BROKER_PROT", "1", "SERAI_HOME", "/x", "PATH", "/bin"));
        reader.port("broker.port", 1883);

        assertThat(reader.finish().warnings())
                .containsExactly(
                        "Environment variable SERAI_BROKER_PROT is not a setting and has no effect."
                                + " Did you mean \"SERAI_BROKER_PORT\"?");
    }

    @Test
    void camelSettingsPassThrough() {
        ConfigReader reader = reader(Map.of(), "--camel.component.seda.queue-size=5");

        assertThat(reader.camelSettings()).containsEntry("camel.component.seda.queue-size", "5");
        assertThat(reader.finish().entries()).hasSize(1);
    }

    @Test
    void relativePathsStartAtTheHomeFolder() {
        ConfigReader reader = reader(Map.of(), "--data.dir=../elsewhere");

        assertThat(reader.path("data.dir", "data")).isEqualTo(home.resolveSibling("elsewhere"));
    }

    @Test
    void aFileThatIsNoTextIsAProblemAndNotACrash() throws Exception {
        Files.write(file, new byte[] {'a', '=', '\\', 'u', 'z', 'z'});

        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> reader(Map.of()).finish());

        assertThat(refused).hasMessageContaining(file.toString()).hasMessageContaining("read");
    }
}
