package io.serai.flowtest.replay;

import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Role;
import io.serai.flowtest.read.YamlLine;
import io.serai.observe.run.Carried;
import io.serai.observe.run.Run;
import io.serai.observe.run.RunStep;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes a test of one run of a flow: what came in, and what went out then. It is not tried: a flow that
/// remembers may need to be given more.
public final class RunTest {

    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd 'at' HH:mm:ss.SSS");

    private static final String TOPIC = "CamelMqttTopic";
    private static final String QOS = "CamelMqttQoS";
    private static final List<String> OTHER_TOPIC =
            List.of("CamelPahoOverrideTopic", "CamelPahoMqtt5OverrideTopic");

    /// What the clock brings must be waited for.
    private static final String WITHIN = ", within: 1h";

    private final Run run;
    private final ZoneId zone;
    private final Optional<Node> source;
    private final List<String> steps = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private RunTest(Run run, ZoneId zone) {
        this.run = run;
        this.zone = zone;
        source = run.picture().node(run.route() + ":0");
    }

    /// What it is to be called.
    public static String name(Run run, ZoneId zone) {
        return "the run of %s on %s"
                .formatted(run.route(), DAY_AND_TIME.format(run.begin().atZone(zone)));
    }

    /// Text of a test file that does again what the run did.
    public static String text(Run run, ZoneId zone) {
        return new RunTest(run, zone).text();
    }

    private String text() {
        List<String> text = new ArrayList<>();
        comesIn();
        goesOut();
        text.add("# Made of a run of version %d of %s.".formatted(run.version(), run.flow()));
        if (run.outcome() == Run.Outcome.FAILED) {
            text.add(
                    "# It failed: %s This test is red until the flow is mended."
                            .formatted(
                                    String.valueOf(run.reason()).replaceAll("\\p{Cntrl}+", " ")));
        }
        text.add(
                "# What the flow remembered by then is not in it; say so in given where it counts.");
        leftOut.forEach(each -> text.add("# Left out: " + each + "."));
        text.add("- test: " + YamlLine.of(name(run, zone)));
        text.add("  given:");
        text.add("    at: " + run.begin().atZone(zone).truncatedTo(ChronoUnit.SECONDS));
        device().filter(_ -> isClocked())
                .ifPresent(id ->
                        text.add(
                                "    devices: {%s: %s}"
                                        .formatted(YamlLine.of(id), input().body())));
        text.add("  steps:");
        steps.forEach(each -> text.add("    - " + each));
        return String.join("\n", text) + "\n";
    }

    private Carried input() {
        return run.input();
    }

    private Optional<String> device() {
        return source.map(Node::device).filter(id -> !id.equals("*"));
    }

    /// Whether the source does it by itself when the time has come.
    private boolean isClocked() {
        return source.map(Node::scheme)
                .filter(scheme -> scheme.equals("sensor") || scheme.equals("timer"))
                .isPresent();
    }

    private void comesIn() {
        String topic = input().headers().get(TOPIC);
        if (topic != null) {
            content("payload", input())
                    .ifPresent(payload ->
                            steps.add(
                                    "publish: {topic: %s%s%s}"
                                            .formatted(YamlLine.of(topic), payload, qos())));
        } else if (device().isPresent()) {
            if (!isClocked()) {
                steps.add(
                        "set: {device: %s, to: %s}"
                                .formatted(
                                        YamlLine.of(device().get()),
                                        RecordedTest.value(input().body())));
            }
        } else if (!isClocked()) {
            source.map(node -> node.direct() == null ? node.detail() : node.direct())
                    .ifPresent(this::send);
        }
    }

    private String qos() {
        String qos = input().headers().get(QOS);
        return qos == null || qos.equals("1") ? "" : ", qos: " + qos;
    }

    private void send(String endpoint) {
        Map<String, Object> headers = new TreeMap<>(input().headers());
        headers.keySet().removeIf(name -> name.startsWith("Camel"));
        content("body", input())
                .ifPresent(body ->
                        steps.add(
                                "send: {endpoint: %s%s%s}"
                                        .formatted(
                                                YamlLine.of(endpoint),
                                                body,
                                                headers.isEmpty()
                                                        ? ""
                                                        : ", headers: " + YamlLine.of(headers))));
    }

    private void goesOut() {
        if (run.outcome() == Run.Outcome.FAILED) {
            steps.add("expect-none: {failure: \"\", within: 10s}");
            return;
        }
        String within = isClocked() ? WITHIN : "";
        Map<String, String> devices = new LinkedHashMap<>();
        int before = steps.size();
        for (RunStep step : run.steps()) {
            Node node = run.picture().node(step.node()).orElse(null);
            if (node == null || step.reason() != null) {
                continue;
            }
            if (node.topic() != null && !node.topic().in()) {
                published(node.topic().name(), step, within);
            } else if (node.device() != null && node.role() == Role.SINK) {
                devices.put(node.device(), step.before().body());
            } else if (node.scheme() != null && node.role() == Role.SINK) {
                leftOut.add("what went to " + node.label().replaceAll("\\p{Cntrl}+", " "));
            }
        }
        devices.forEach((id, value) ->
                steps.add(
                        "expect: {device: %s, is: %s%s}"
                                .formatted(YamlLine.of(id), RecordedTest.value(value), within)));
        if (run.omitted() > 0) {
            leftOut.add("%d steps of the run".formatted(run.omitted()));
        }
        if (steps.size() == before && leftOut.isEmpty() && !isClocked()) {
            steps.add("expect-nothing");
        }
    }

    private void published(String written, RunStep step, String within) {
        String topic =
                Stream.concat(
                                OTHER_TOPIC.stream()
                                        .map(step.before().headers()::get)
                                        .filter(Objects::nonNull),
                                Stream.of(written))
                        .findFirst()
                        .orElseThrow();
        if (topic.contains("${")) {
            leftOut.add("what was published on a topic that is not known");
            return;
        }
        content("payload", step.before())
                .ifPresent(payload ->
                        steps.add(
                                "expect: {topic: %s%s%s}"
                                        .formatted(YamlLine.of(topic), payload, within)));
    }

    /// As a field of a step; empty when it was not kept whole.
    private Optional<String> content(String key, Carried message) {
        if (message.cut()) {
            leftOut.add(
                    "a message of %d bytes, of which not all was kept".formatted(message.bytes()));
            return Optional.empty();
        }
        return Optional.of(
                switch (message.kind()) {
                    case EMPTY -> ", %s: \"\"".formatted(key);
                    case BINARY -> ", %s-base64: %s".formatted(key, YamlLine.of(message.body()));
                    case JSON, TEXT ->
                            ", %s: %s".formatted(key, RecordedTest.payload(message.body()));
                });
    }
}
