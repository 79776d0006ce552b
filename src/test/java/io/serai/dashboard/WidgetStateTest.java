package io.serai.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

class WidgetStateTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final JsonNode ON = JsonNodeFactory.instance.textNode("on");
    private static final JsonNode OFF = JsonNodeFactory.instance.textNode("off");

    private static WidgetState state(String widget) {
        DashboardFile file =
                DashboardFile.parse(
                        Path.of("dashboard.yaml"),
                        "pages: [{title: A, groups: [{widgets: [%s]}]}]".formatted(widget),
                        List.of());
        assertThat(file.problems()).isEmpty();
        return new WidgetState(file.widgets().getFirst());
    }

    private static JsonNode number(double value) {
        return JsonNodeFactory.instance.numberNode(value);
    }

    @Test
    void whatWasCommandedIsShownApartUntilItIsReported() {
        WidgetState lamp = state("{type: switch, topic: lamp}");
        lamp.report(OFF, NOW);

        lamp.command(ON, NOW.plusSeconds(1));
        ObjectNode waiting = lamp.json(NOW.plusSeconds(2));
        lamp.report(OFF, NOW.plusSeconds(2));
        ObjectNode stillWaiting = lamp.json(NOW.plusSeconds(2));
        lamp.report(ON, NOW.plusSeconds(3));

        assertThat(waiting.path("value").asText()).isEqualTo("off");
        assertThat(waiting.path("commanded").asText()).isEqualTo("on");
        assertThat(waiting.path("commandedAt").asLong())
                .isEqualTo(NOW.plusSeconds(1).toEpochMilli());
        assertThat(stillWaiting.path("commanded").asText()).isEqualTo("on");
        ObjectNode done = lamp.json(NOW.plusSeconds(3));
        assertThat(done.path("value").asText()).isEqualTo("on");
        assertThat(done.has("commanded")).isFalse();
        assertThat(done.has("refused")).isFalse();
    }

    @Test
    void aCommandThatNobodyFollowsHasNoAnswerAfterTenSeconds() {
        WidgetState lamp = state("{type: switch, topic: lamp}");
        lamp.report(OFF, NOW);
        lamp.command(ON, NOW);

        assertThat(lamp.pass(NOW.plusMillis(9999))).isFalse();
        assertThat(lamp.pass(NOW.plusSeconds(10))).isTrue();

        ObjectNode json = lamp.json(NOW.plusSeconds(10));
        assertThat(json.path("value").asText()).isEqualTo("off");
        assertThat(json.path("refused").asText()).isEqualTo("no answer");
        assertThat(json.has("commanded")).isFalse();
        lamp.report(ON, NOW.plusSeconds(11));
        assertThat(lamp.json(NOW.plusSeconds(11)).has("refused")).isFalse();
    }

    @Test
    void aValueIsStaleWhenNothingCameForTooLong() {
        WidgetState text = state("{type: text, topic: t, stale-after: 30s}");
        assertThat(text.json(NOW).path("stale").asBoolean()).isTrue();
        assertThat(text.pass(NOW)).isTrue();
        text.report(number(1), NOW);

        assertThat(text.pass(NOW.plusSeconds(30))).isTrue(); // no longer stale
        assertThat(text.pass(NOW.plusSeconds(30))).isFalse();
        assertThat(text.pass(NOW.plusSeconds(31))).isTrue();
        assertThat(text.json(NOW.plusSeconds(31)).path("stale").asBoolean()).isTrue();
    }

    @Test
    void aClockThatIsSetBackPutsOffNeitherPatienceNorStaleness() {
        WidgetState lamp = state("{type: switch, topic: lamp, stale-after: 30s}");
        lamp.report(OFF, NOW);
        lamp.command(ON, NOW);
        Instant setBack = NOW.minusSeconds(7200);
        lamp.pass(setBack);

        assertThat(lamp.pass(setBack.plusSeconds(10))).isTrue();
        assertThat(lamp.json(setBack.plusSeconds(10)).path("refused").asText())
                .isEqualTo("no answer");
        assertThat(lamp.pass(setBack.plusSeconds(31))).isTrue();
        assertThat(lamp.json(setBack.plusSeconds(31)).path("stale").asBoolean()).isTrue();
    }

    @Test
    void aLogKeepsTheLastLines() {
        WidgetState log = state("{type: log, topic: home/#, lines: 2}");
        for (String each : List.of("a", "b", "c")) {
            log.report(
                    JsonNodeFactory.instance.objectNode().put("from", "home/x").put("text", each),
                    NOW);
        }

        assertThat(log.json(NOW).path("value").findValuesAsText("text")).containsExactly("b", "c");
    }

    @Test
    void anAlertIsActiveBeyondItsBoundsOrAtItsWord() {
        WidgetState hot = state("{type: alert, topic: t, above: 30, below: 5}");
        assertThat(hot.json(NOW).path("active").asBoolean()).isFalse();
        for (double each : new double[] {30, 5, 20}) {
            hot.report(number(each), NOW);
            assertThat(hot.json(NOW).path("active").asBoolean()).as("%s", each).isFalse();
        }
        for (double each : new double[] {30.1, 4.9}) {
            hot.report(number(each), NOW);
            assertThat(hot.json(NOW).path("active").asBoolean()).as("%s", each).isTrue();
        }
        WidgetState gone = state("{type: alert, topic: t, equals: offline}");
        gone.report(JsonNodeFactory.instance.textNode("offline"), NOW);
        assertThat(gone.json(NOW).path("active").asBoolean()).isTrue();
    }
}
