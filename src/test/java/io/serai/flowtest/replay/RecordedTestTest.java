package io.serai.flowtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.flow.FlowSource;
import io.serai.flowtest.Recordings;
import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.run.FlowTestRunner;
import io.serai.flowtest.run.TestReport;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.recording.Recording;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

class RecordedTestTest {

    private static final Path FILE = Path.of("routes/x.test.yaml");

    private static final String FLOW =
            """
            - route:
                id: x
                from:
                  uri: paho:in
                  steps:
                    - setBody: {simple: '${body}!'}
                    - delay: {constant: 1500}
                    - to: paho:out?qos=1
            - route:
                id: sensor
                from:
                  uri: sensor:light
                  parameters: {period: 10s}
                  steps:
                    - choice:
                        when: [{simple: '${body} > 500', steps: [{setBody: {constant: 'on'}}]}]
                        otherwise: {steps: [{setBody: {constant: 'off'}}]}
                    - to: device:lamp
            """;

    private static RecordedTest.Written write(Recording recording, int most) throws Exception {
        FlowSource recorded = Replay.recorded(recording, Recordings.flow(""));
        return new RecordedTest(
                        recording,
                        Path.of("data/x-1.jsonl"),
                        Recordings.house(recorded),
                        Recordings.flow(""),
                        Recordings.PATIENCE)
                .write(FILE, most, _ -> {});
    }

    private static TestReport run(String tests, String flow) {
        return new FlowTestRunner(Recordings.PATIENCE, Duration.ofMinutes(1))
                .run(TestFile.parse(FILE, tests), Recordings.house(Recordings.flow(flow)), _ -> {});
    }

    private static Recordings two() {
        return new Recordings(FLOW)
                .read(2, "light", "20")
                .set(2.001, "lamp", "off")
                .came(3, "x", "in", "a")
                .published(4.508, "out", "a!")
                .came(6, "x", "in", new byte[] {(byte) 0xff, 7})
                .read(12.003, "light", "600")
                .set(12.006, "lamp", "on");
    }

    @Test
    void aTestSaysWhatWasRecordedAndPasses() throws Exception {
        RecordedTest.Written written = write(two().until(15), 100);

        assertThat(written.text())
                .isEqualTo(
                        """
                        # Made of x-1.jsonl: version 3 of x.
                        # Left out: 1 of what goes out in virtual time, as it did not when it was recorded.
                        - test: "what was recorded on 2026-11-21 at 13:00:00"
                          given:
                            at: 2026-11-21T13:00:02.250+01:00[Europe/Berlin]
                            devices: {light: 20}
                          steps:
                            - expect: {device: lamp, is: "off"}
                            - advance: 1s
                            - publish: {topic: in, payload: a}
                            - advance: 1.5s
                            - expect: {topic: out, payload: "a!"}
                            - advance: 1.5s
                            - publish: {topic: in, payload-base64: "/wc="}
                            - advance: 1.003s
                            - set: {device: light, to: 600}
                            - advance: 4.997s
                            - expect: {device: lamp, becomes: "on"}
                        """);
        assertThat(run(written.text(), FLOW).passed()).isTrue();
    }

    @Test
    void itIsRedForAnotherVersion() throws Exception {
        String text = write(two().until(15), 100).text();

        assertThat(run(text, FLOW.replace("1500", "1600")).failed())
                .singleElement()
                .satisfies(each ->
                        assertThat(each.failure().orElseThrow().what())
                                .contains("expected a message on out with payload a!"));
        assertThat(run(text, FLOW.replace("> 500", "> 700")).passed()).isFalse();
    }

    @Test
    void whatDoesNotHoldInVirtualTimeIsLeftOutAndSaid() throws Exception {
        RecordedTest.Written written =
                write(two().published(14, "out", "by chance").until(15), 100);

        assertThat(written.leftOut())
                .contains(
                        "1 of what went out when it was recorded, as it does not in virtual time");
        assertThat(written.text())
                .contains("# Left out: 1 of what went out when it was recorded")
                .doesNotContain("by chance");
    }

    @Test
    void aLongRecordingMakesATestOfItsBegin() throws Exception {
        RecordedTest.Written written = write(two().until(15), 5);

        assertThat(written.text())
                .contains("# Left out: 3 steps, all after 6s of the recording.", "payload: \"a!\"")
                .doesNotContain("base64", "expect-nothing");
        assertThat(run(written.text(), FLOW).passed()).isTrue();
    }

    @Test
    void whatWasMaskedIsExpectedAsAnythingAndValuesOfTheHouseAreNotRepeated() throws Exception {
        String quoting = FLOW.replace("${body}!", "{\"pin\": \"${body}\", \"limit\": {{limit}}}");
        Recording recording =
                new Recordings(quoting, Map.of("limit", "3", "token", "***"))
                        .came(1, "x", "in", "***")
                        .published(2.5, "out", "{\"pin\":\"***\",\"limit\":3}")
                        .until(5);

        RecordedTest.Written written = write(recording, 100);

        assertThat(written.text())
                .contains(
                        "# *** stands for what was masked",
                        "    values: {limit: \"3\"}\n",
                        "publish: {topic: in, payload: \"***\"}",
                        "expect: {topic: out, payload: {pin: {\"$any\": true}, limit: 3}}")
                .doesNotContain("token");
        assertThat(run(written.text().replace("\"***\"", "'1234'"), quoting).passed()).isTrue();
    }

    @Test
    void ofARecordingOfNothingThereIsNoTest() {
        assertThatThrownBy(() -> write(new Recordings(FLOW).until(15), 100))
                .hasMessageContaining("Nothing came in and nothing went out");
    }

    @Test
    void aFailedMessageIsATestThatIsRedUntilTheFlowIsMended() {
        String strict =
                """
                - route:
                    id: x
                    from:
                      uri: paho:in
                      steps:
                        - unmarshal: {json: {}}
                        - to: log:done
                """;
        var bytes = "{\"open\": [".getBytes(StandardCharsets.UTF_8);
        String text =
                FailedTest.text(
                        Recordings.BEGIN,
                        Recordings.ZONE,
                        "routes/x.camel.yaml:6",
                        "Unexpected\nend",
                        MqttMessage.of("in", bytes, Qos.AT_MOST_ONCE, false));

        assertThat(text)
                .startsWith("# It failed at routes/x.camel.yaml:6: Unexpected end\n")
                .contains("- publish: {topic: in, payload: \"{\\\"open\\\": [\", qos: 0}");
        assertThat(run(text, strict).failed())
                .singleElement()
                .satisfies(each ->
                        assertThat(each.name())
                                .isEqualTo(
                                        "the message on in that failed on 2026-11-21 at 13:00:00.250"));
        assertThat(run(text, strict.replace("- unmarshal: {json: {}}\n        ", "")).passed())
                .isTrue();
    }
}
