package io.serai.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceKind;
import io.serai.flow.Problem;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class DashboardFileTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static DeviceDefinition device(String id, DeviceKind kind) {
        return new DeviceDefinition(
                id, kind, "", "lx", 0, 1023, null, Map.of(), Path.of("devices.yaml"), 1);
    }

    private static DashboardFile parse(String text) {
        return DashboardFile.parse(
                Path.of("dashboard.yaml"),
                text,
                List.of(
                        device("hall-light", DeviceKind.SENSOR),
                        device("hall-lamp", DeviceKind.SWITCH)));
    }

    private static Widget widget(String text) {
        DashboardFile file =
                parse("pages:\n  - title: A\n    groups:\n      - widgets:\n          - " + text);
        assertThat(file.problems()).isEmpty();
        return file.widgets().getFirst();
    }

    @Test
    void aControlSetsWhereItsValueComesFromUnlessItSaysOtherwise() {
        assertThat(widget("{type: switch, topic: home/lamp}").command())
                .contains(
                        new Target.ToTopic(
                                new TopicName("home/lamp"),
                                PayloadTemplate.PLAIN,
                                Qos.AT_LEAST_ONCE,
                                false));
        assertThat(widget("{type: switch, device: hall-lamp}").command())
                .contains(new Target.ToDevice("hall-lamp"));
        Widget slider =
                widget(
                        "{type: slider, state: {topic: led, path: level}, command: {topic: led, qos: 2,"
                                + " retain: true, payload: '{\"level\": {value}}'}}");
        Target.ToTopic to = (Target.ToTopic) slider.command().orElseThrow();
        assertThat(to.qos()).isEqualTo(Qos.EXACTLY_ONCE);
        assertThat(to.retain()).isTrue();
        assertThat(to.payload().with(JSON.numberNode(37))).isEqualTo("{\"level\": 37}");
        assertThat(widget("{type: gauge, device: hall-light}").options().toString())
                .contains("\"max\":1023.0", "\"unit\":\"lx\"");
    }

    @Test
    void widgetsGetIdsOfTheirTitlesThatNoTwoShare() {
        DashboardFile file =
                parse(
                        """
                        pages:
                          - title: Living room
                            groups:
                              - title: Light
                                widgets:
                                  - {type: lamp, title: Über Lamp, device: hall-lamp}
                                  - {type: lamp, device: hall-lamp}
                                  - {type: lamp, device: hall-lamp}
                                  - {type: lamp, id: mine, device: hall-lamp}
                        """);

        assertThat(file.problems()).isEmpty();
        assertThat(file.pages().getFirst().id()).isEqualTo("living-room");
        assertThat(file.widgets())
                .extracting(Widget::id)
                .containsExactly(
                        "living-room-ber-lamp", "living-room-lamp", "living-room-lamp-2", "mine");
    }

    @Test
    void everyProblemIsToldAtOnceWithItsLineAndWhatWasMeant() {
        DashboardFile file =
                parse(
                        """
                        pages:
                          - title: A
                            groups:
                              - widgets:
                                  - type: guage
                                  - type: gauge
                                    device: hall-lihgt
                                    mim: 0
                                  - type: slider
                                    topic: led
                                    path: level
                                  - type: text
                                    topic: home/+/t
                                  - type: switch
                                    topic: a
                                    device: hall-lamp
                                  - type: slider
                                    topic: a
                                    command: {topic: a, payload: '{"level": value}'}
                                    min: 5
                                    max: 5
                                  - {type: lamp, id: x, device: hall-lamp}
                                  - {type: lamp, id: x, device: hall-lamp}
                                  - {type: image, url: "https://else.where/plan.png"}
                                  - {type: lamp, device: hall-lamp, stale-after: 5s}
                                  - {type: chart}
                        """);

        assertThat(file.problems())
                .extracting(Problem::toString)
                .satisfiesExactly(
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:5: type \"guage\" is not known. Did you mean \"gauge\"?"),
                        each ->
                                assertThat(each)
                                        .isEqualTo(
                                                "dashboard.yaml:7: there is no device \"hall-lihgt\". Did you mean \"hall-light\"?"),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:8: \"mim\" is not known in this widget. Did you mean \"min\"?"),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:9: this widget has no \"command\". Give it what is published, such as {topic: led, payload: '{\"level\": {value}}'}"),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:13: \"topic\" must be a topic without wildcards"),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:16: \"topic\" and \"device\" are given"),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:19: \"payload\" begins as JSON does and is none"),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:20: \"min\" must be less than \"max\""),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:23: there is a widget \"x\" in line 22 already"),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:24: \"url\" must be an address on this gateway, such as /www/NAME.png for a file that is put into www.dir"),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:25: \"stale-after\" is for topics"),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "dashboard.yaml:26: this widget has no \"series\""));
    }

    @Test
    void noValueMakesAJsonPayloadSomethingElse() {
        var template = new PayloadTemplate("{\"name\": \"{value}\", \"as\": {value}}");

        String payload = template.with(JSON.textNode("x\", \"admin\": \"y"));

        assertThat(payload)
                .isEqualTo(
                        "{\"name\": \"x\\\", \\\"admin\\\": \\\"y\", \"as\": \"x\\\", \\\"admin\\\": \\\"y\"}");
        assertThat(PayloadTemplate.PLAIN.with(JSON.textNode("on"))).isEqualTo("on");
        assertThat(new PayloadTemplate("level={value}%").with(JSON.numberNode(3)))
                .isEqualTo("level=3%");
    }

    private static JsonNode shown(Widget widget, String text) {
        Source.OfTopic from = (Source.OfTopic) widget.state().orElseThrow();
        Optional<JsonNode> shown = WidgetValues.shown(widget, "t", text, from.path());
        return shown.orElse(JSON.missingNode());
    }

    @Test
    void aWidgetShowsWhatItsKindMeans() {
        Widget slider = widget("{type: slider, topic: led, path: level, command: {topic: led}}");
        assertThat(shown(slider, "{\"level\": \"37\"}").asInt()).isEqualTo(37);
        assertThat(shown(slider, "{\"level\": 0.5}").asDouble()).isEqualTo(0.5);
        assertThat(shown(slider, "37").isMissingNode()).isTrue();
        assertThat(shown(slider, "{\"level\": [1]}").isMissingNode()).isTrue();
        Widget lamp = widget("{type: switch, topic: lamp, on: \"ON\", off: \"OFF\"}");
        assertThat(shown(lamp, "ON").asText()).isEqualTo("on");
        assertThat(shown(lamp, "on").isMissingNode()).isTrue();
        assertThat(shown(widget("{type: gauge, topic: t}"), "warm").isMissingNode()).isTrue();
        assertThat(shown(widget("{type: text, topic: t}"), "<b>warm</b>").asText())
                .isEqualTo("<b>warm</b>");
    }

    @Test
    void onlyWhatAWidgetIsForCanBeSet() {
        Widget slider = widget("{type: slider, topic: led, max: 100}");
        assertThat(WidgetValues.settable(slider, JSON.textNode("42.50")).asText())
                .isEqualTo("42.5");
        assertThat(PayloadTemplate.PLAIN.with(WidgetValues.settable(slider, JSON.numberNode(30))))
                .isEqualTo("30");
        assertThat(
                        new PayloadTemplate("{\"level\": {value}}")
                                .with(WidgetValues.settable(slider, JSON.textNode("1e2"))))
                .isEqualTo("{\"level\": 100}");
        assertThatThrownBy(() -> WidgetValues.settable(slider, JSON.numberNode(101)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("a number from 0.0 to 100.0");
        Widget lamp = widget("{type: switch, topic: lamp, on: \"ON\", off: \"OFF\"}");
        assertThat(WidgetValues.sent(lamp, WidgetValues.settable(lamp, JSON.booleanNode(true))))
                .isEqualTo(JSON.textNode("ON"));
        assertThatThrownBy(() -> WidgetValues.settable(lamp, JSON.textNode("maybe")))
                .hasMessageContaining("on or off");
        Widget select = widget("{type: select, topic: s, options: [low, high]}");
        assertThatThrownBy(() -> WidgetValues.settable(select, JSON.textNode("off")))
                .hasMessageContaining("none of its options");
        assertThatThrownBy(() ->
                        WidgetValues.settable(
                                widget("{type: gauge, topic: t}"), JSON.numberNode(1)))
                .hasMessageContaining("nothing can be set");
    }
}
