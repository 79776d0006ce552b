package io.serai.flowtest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flow.FlowSource;
import io.serai.flowtest.Recordings;
import io.serai.flowtest.replay.Difference.Kind;
import io.serai.recording.Masks;
import io.serai.recording.Recording;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ReplayTest {

    private static final String DOUBLER =
            """
            - route:
                id: x
                from:
                  uri: paho:in
                  steps:
                    - delay: {constant: 2000}
                    - setBody: {simple: '{"twice": "${body}${body}", "at": "${date:now:HH:mm:ss}"}'}
                    - to: paho:out?qos=1
            """;

    private static final String NIGHTLIGHT =
            """
            - route:
                id: sensor
                from:
                  uri: sensor:light
                  parameters: {period: 5s}
                  steps:
                    - to: paho:light?qos=1
            - route:
                id: led
                from:
                  uri: paho:light
                  steps:
                    - choice:
                        when:
                          - {simple: '${body} < 300', steps: [{setBody: {constant: 'on'}}]}
                        otherwise: {steps: [{setBody: {constant: 'off'}}]}
                    - to: device:lamp
            """;

    private static ReplayReport replay(Recording recording, String against, String... ignored)
            throws Exception {
        return replay(recording, Recordings.flow(against), ignored);
    }

    private static ReplayReport replay(Recording recording, FlowSource against, String... ignored)
            throws Exception {
        return new Replay(recording, Recordings.PATIENCE)
                .run(
                        Recordings.house(against),
                        Masks.ofMembersOnly(List.of(ignored)),
                        Duration.ofSeconds(1),
                        _ -> {});
    }

    private static List<String> differences(ReplayReport report) {
        return report.compared().stream()
                .filter(each -> each.kind() != Kind.SAME)
                .map(Difference::toString)
                .toList();
    }

    private static Recording twoDoubled() {
        return new Recordings(DOUBLER)
                .came(1, "x", "in", "a")
                .published(3.004, "out", "{\"at\":\"13:00:03\", \"twice\":\"aa\"}")
                .came(10, "x", "in", "b")
                .published(12.006, "out", "{\"at\":\"13:00:12\", \"twice\":\"bb\"}")
                .until(20);
    }

    @Test
    void theRecordedVersionSendsTheSameAtItsTimes() throws Exception {
        ReplayReport report = replay(twoDoubled(), DOUBLER);

        assertThat(differences(report)).isEmpty();
        assertThat(report.isSame()).isTrue();
        assertThat(report.count(Kind.SAME)).isEqualTo(2);
        assertThat(report.cameIn()).isEqualTo(2);
        assertThat(report.notes()).isEmpty();
    }

    @Test
    void whatGoesOutOtherwiseIsToldInTheOrderOfTime() throws Exception {
        ReplayReport report = replay(twoDoubled(), DOUBLER.replace("${body}${body}", "${body}"));

        assertThat(report.isSame()).isFalse();
        assertThat(differences(report))
                .containsExactly(
                        "0:00:03.004  different  out {\"at\":\"13:00:03\", \"twice\":\"aa\"} (QoS 1)  became"
                                + "  {\"twice\": \"a\", \"at\": \"13:00:03\"} (QoS 1)",
                        "0:00:12.006  different  out {\"at\":\"13:00:12\", \"twice\":\"bb\"} (QoS 1)  became"
                                + "  {\"twice\": \"b\", \"at\": \"13:00:12\"} (QoS 1)");
    }

    @Test
    void whatIsIgnoredIsNotComparedAndTheTimeStillIs() throws Exception {
        String later = DOUBLER.replace("2000", "5000");

        assertThat(replay(twoDoubled(), DOUBLER.replace("HH:", "")).count(Kind.DIFFERENT))
                .isEqualTo(2);
        assertThat(differences(replay(twoDoubled(), DOUBLER.replace("HH:", ""), "at"))).isEmpty();
        assertThat(differences(replay(twoDoubled(), later, "at")))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("0:00:03.004  moved      out ")
                .endsWith("  0:00:02.996 later");
    }

    @Test
    void aMessageMoreOrLessIsToldAsSuch() throws Exception {
        String elsewhere = DOUBLER.replace("paho:out?", "paho:elsewhere?");

        assertThat(differences(replay(twoDoubled(), elsewhere)))
                .hasSize(4)
                .filteredOn(each -> each.contains("  missing    out "))
                .hasSize(2);
        assertThat(replay(twoDoubled(), elsewhere).count(Kind.EXTRA)).isEqualTo(2);
        assertThat(differences(replay(twoDoubled(), DOUBLER.replace("qos=1", "qos=0"))))
                .hasSize(2)
                .allSatisfy(
                        each -> assertThat(each).contains("(QoS 1)  became").endsWith("(QoS 0)"));
    }

    @Test
    void sensorsHaveTheirRecordedValuesAndWhatTheFlowSentItselfComesBackByItself()
            throws Exception {
        var recordings = new Recordings(NIGHTLIGHT);
        List<String> values = List.of("250", "280", "310", "290");
        for (int i = 0; i < values.size(); i++) {
            double at = 3.123 + 5 * i + 0.002 * i; // clocks drift
            recordings
                    .read(at, "light", values.get(i))
                    .published(at + 0.001, "light", values.get(i))
                    .came(at + 0.01, "led", "light", values.get(i))
                    .set(at + 0.011, "lamp", Integer.parseInt(values.get(i)) < 300 ? "on" : "off");
        }
        Recording recording = recordings.until(20);

        ReplayReport same = replay(recording, NIGHTLIGHT);
        ReplayReport other = replay(recording, NIGHTLIGHT.replace("300", "330"));

        assertThat(differences(same)).isEmpty();
        assertThat(same.count(Kind.SAME)).isEqualTo(8);
        assertThat(differences(other))
                .containsExactly("0:00:13.138  different  device lamp off  became  on");
        assertThat(replay(recording, NIGHTLIGHT.replace("5s", "10s")).count(Kind.MISSING))
                .isEqualTo(4);
    }

    @Test
    void whatReachedTwoRoutesOfTheFlowComesInOnce() throws Exception {
        String two =
                """
                - route: {id: a, from: {uri: 'paho:in', steps: [{setBody: {constant: a}}, {to: 'paho:out?qos=1'}]}}
                - route: {id: b, from: {uri: 'paho:in?qos=1', steps: [{setBody: {constant: b}}, {to: 'paho:out?qos=1'}]}}
                """;
        Recording recording =
                new Recordings(two)
                        .came(1, "a", "in", "1")
                        .came(1.002, "b", "in", "1")
                        .published(1.003, "out", "a")
                        .published(1.004, "out", "b")
                        .until(5);

        ReplayReport report = replay(recording, two);

        assertThat(differences(report)).isEmpty();
        assertThat(report.cameIn()).isEqualTo(1);
    }

    @Test
    void devicesOfOthersChangeAndThoseOfTheFlowItselfAreLeftToIt() throws Exception {
        String follows =
                """
                - route: {id: press, from: {uri: 'device:button', steps: [{to: 'device:lamp'}]}}
                - route: {id: tell, from: {uri: 'device:lamp', steps: [{to: 'paho:lamp?qos=1'}]}}
                """;
        var recordings = new Recordings(follows);
        for (int i = 0; i < 3; i++) {
            String value = i % 2 == 0 ? "off" : "on"; // the button was on when it began
            recordings
                    .changed(1 + i, "press", "button", value)
                    .set(1.001 + i, "lamp", value)
                    .changed(1.002 + i, "tell", "lamp", value)
                    .published(1.003 + i, "lamp", value);
        }
        // Somebody else switches the lamp.
        Recording recording =
                recordings
                        .changed(10, "tell", "lamp", "on")
                        .published(10.001, "lamp", "on")
                        .until(15);

        ReplayReport report = replay(recording, follows);

        // That the lamp was on at first only the flow's first order tells, which changes nothing
        // now.
        assertThat(differences(report)).containsExactly("0:00:01.003  missing    lamp off (QoS 1)");
        assertThat(report.cameIn()).isEqualTo(4);
    }

    @Test
    void timersGoOnWhereTheyWere() throws Exception {
        String beat =
                """
                - route:
                    id: x
                    from:
                      uri: timer:beat?period=7s&delay=0
                      steps: [{setBody: {constant: beat}}, {to: 'paho:beat?qos=1'}, {to: 'file:beats?fileName=b'}]
                """;
        var recordings = new Recordings(beat).ranFor(Duration.ofHours(2).plusSeconds(3));
        for (double at = 1; at < 20; at += 7) { // 7203 s are 1029 periods, all but one second
            recordings.published(at, "beat", "beat").sent(at, "file://beats?fileName=b", "beat");
        }
        // 7203 = 1029 * 7, so the next is due at the very begin.
        Recording late = recordings.until(20);
        List<Duration> progress = new ArrayList<>();

        var replay = new Replay(late, Recordings.PATIENCE);
        ReplayReport report =
                replay.run(
                        Recordings.house(Recordings.flow(beat)),
                        Masks.ofMembersOnly(List.of()),
                        Duration.ofSeconds(1),
                        progress::add);

        assertThat(report.count(Kind.SAME)).isEqualTo(6);
        assertThat(report.count(Kind.MOVED)).isZero();
        assertThat(progress).isSorted().last().isEqualTo(Duration.ofSeconds(21));
    }

    @Test
    void whatWasMaskedIsNotComparedAndSaidSo() throws Exception {
        Recording recording =
                new Recordings(DOUBLER)
                        .came(1, "x", "in", "***")
                        .published(3, "out", "{\"twice\":\"***\",\"at\":\"13:***:03\"}")
                        .until(5);

        ReplayReport report = replay(recording, DOUBLER);

        assertThat(differences(report)).isEmpty();
        assertThat(report.notes())
                .containsExactly("1 of what comes in is masked; the flow gets *** in its place.");
    }

    @Test
    void recordedValuesAndKameletsAreThoseOfTheRecordingAndTheRestIsTheHouses() {
        Recording recording =
                new Recordings(DOUBLER, Map.of("limit", "3", "db.password", "***")).until(1);
        FlowSource house =
                new FlowSource(
                        Recordings.flow("").file(),
                        "",
                        Map.of("ring", "of the house"),
                        Map.of("limit", "9", "db.password", "hunter2", "more", "m"));

        FlowSource recorded = Replay.recorded(recording, house);

        assertThat(recorded.text()).isEqualTo(DOUBLER);
        assertThat(recorded.kamelets()).isEqualTo(house.kamelets());
        assertThat(recorded.values())
                .isEqualTo(Map.of("limit", "3", "db.password", "hunter2", "more", "m"));
    }

    @Test
    void aMessageThatFailsIsToldWithItsPlace() throws Exception {
        String fragile =
                DOUBLER.replace(
                        "- delay", "- validate: {simple: '${body} != \"b\"'}\n        - delay");

        ReplayReport report = replay(twoDoubled(), fragile);

        assertThat(report.failures())
                .singleElement()
                .asString()
                .startsWith("0:00:10.000  failed     routes/x.camel.yaml:");
        assertThat(report.count(Kind.MISSING)).isEqualTo(1);
    }

    @Test
    void twiceTheSameReplayEndsTwiceTheSame() throws Exception {
        ReplayReport once = replay(twoDoubled(), DOUBLER.replace("2000", "2500"));
        ReplayReport again = replay(twoDoubled(), DOUBLER.replace("2000", "2500"));

        assertThat(again.compared()).isEqualTo(once.compared());
    }
}
