package io.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flow.Problem;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class HistoryFileTest {

    private static final List<String> DEVICES = List.of("hall-light", "hall-lamp", "pump");

    private static HistoryFile parse(String text) {
        return HistoryFile.parse(Path.of("history.yaml"), text, DEVICES);
    }

    @Test
    void whatIsAskedForIsRead() {
        HistoryFile file =
                parse(
                        """
                        series:
                          - topic: home/+/temperature
                            name: "{2}-temperature"
                            unit: "°C"
                            deadband: 0.05
                            gap: 2h
                          - topic: +/telemetry
                            path: light
                          - device: hall-*
                            kind: number
                        """);

        assertThat(file.problems()).isEmpty();
        assertThat(file.entries()).hasSize(3);
        HistoryEntry first = file.entries().getFirst();
        assertThat(first.nameFor("home/$office/temperature")).isEqualTo("$office-temperature");
        assertThat(first.deadband()).isEqualTo(0.05);
        assertThat(first.gap()).contains(Duration.ofHours(2));
        assertThat(file.entries().get(1).nameFor("home/telemetry"))
                .isEqualTo("home/telemetry:light");
        assertThat(file.entries().get(2).nameForDevice("hall-lamp")).isEqualTo("device/hall-lamp");
        assertThat(((HistoryEntry.FromDevices) file.entries().get(2).source()).has("pump"))
                .isFalse();
    }

    @Test
    void everyProblemIsToldAtOnceWithItsLineAndWhatWasMeant() {
        HistoryFile file =
                parse(
                        """
                        series:
                          - topc: a
                          - topic: a/#/b
                          - topic: home/+/t
                            name: same
                          - device: hall-lihgt
                          - device: pump
                            path: a..b
                          - topic: a
                            device: pump
                            deadband: -1
                            kind: numbr
                        serie: 1
                        """);

        assertThat(file.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "history.yaml:2: an entry has either \"topic\" or \"device\", which say where the"
                                + " values come from.",
                        "history.yaml:2: \"topc\" is not known in this entry. Did you mean \"topic\"? There"
                                + " are: topic, path, device, name, unit, kind, deadband, gap.",
                        "history.yaml:3: \"topic\" must be a topic filter such as home/+/temperature, not"
                                + " \"a/#/b\".",
                        "history.yaml:5: \"name\" would be the same for every topic or device; put a part of"
                                + " it in, such as {1}, {topic} or {device}.",
                        "history.yaml:6: there is no device \"hall-lihgt\". Did you mean \"hall-light\"?",
                        "history.yaml:8: \"path\" must be names with dots between, such as a.b, not"
                                + " \"a..b\".",
                        "history.yaml:9: an entry has either \"topic\" or \"device\", which say where the"
                                + " values come from.",
                        "history.yaml:11: \"deadband\" must be a number from 0 on, not \"-1\".",
                        "history.yaml:12: kind \"numbr\" is not known. Did you mean \"number\"? There are:"
                                + " number, state.",
                        "history.yaml:13: \"serie\" is not known in the file. Did you mean \"series\"? There"
                                + " are: series.");
    }

    @Test
    void aFileOfCommentsAsksForNothingAndWhatIsNoYamlIsSaid() {
        assertThat(parse("# nothing yet\n\n")).isEqualTo(HistoryFile.EMPTY);
        assertThat(parse("series: [").problems()).hasSize(1);
        assertThat(parse("- topic: a\n").problems())
                .extracting(Problem::text)
                .containsExactly("must begin with \"series:\" and list them below it.");
    }
}
