package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.Json;
import io.serai.flow.FlowPicture.Node;
import io.serai.observe.run.Carried;
import io.serai.observe.run.Condition;
import io.serai.observe.run.Conditions;
import io.serai.observe.run.Run;
import io.serai.observe.run.RunStep;
import io.serai.observe.run.Tap;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Runs as JSON.
final class RunJson {

    private static final String TOPIC = "CamelMqttTopic";
    private static final double MILLI = 1000.0;

    private RunJson() {}

    static ObjectNode summary(Run run) {
        ObjectNode json =
                Json.object().put("id", run.id()).put("flow", run.flow()).put("route", run.route());
        if (run.version() > 0) {
            json.put("version", run.version());
        } else {
            json.putNull("version");
        }
        json.put("begin", run.begin().toString())
                .put("millis", run.micros() / MILLI)
                .put("outcome", run.outcome().name().toLowerCase(Locale.ROOT));
        PictureJson.putIfThere(json, "reason", run.reason());
        json.put("trigger", run.trigger()).put("steps", run.steps().size());
        PictureJson.putIfThere(json, "continues", run.continues());
        return json;
    }

    /// @param file of the flow
    static ObjectNode whole(Run run, String file) {
        ObjectNode json = summary(run).put("file", file).put("text", run.text());
        ObjectNode input = carried(run.input());
        PictureJson.putIfThere(input, "topic", run.input().headers().get(TOPIC));
        headers(input.putObject("headers"), run.input().headers());
        json.set("input", input);
        ArrayNode steps = json.putArray("steps");
        List<Condition> conditions = Conditions.of(run);
        for (int i = 0; i < run.steps().size(); i++) {
            int index = i;
            RunStep step = run.steps().get(i);
            ObjectNode told = step(run, step);
            List<Condition> asked =
                    conditions.stream().filter(each -> each.step() == index).toList();
            asked.stream()
                    .filter(each -> each.node().id().equals(step.node()))
                    .forEach(each -> put(told, each));
            steps.add(told);
            // A branch is no step of its own to Camel, but it is to whoever reads.
            asked.stream()
                    .filter(each -> !each.node().id().equals(step.node()))
                    .forEach(each -> steps.add(branch(run, step, each)));
        }
        json.put("omitted", run.omitted());
        json.set("picture", PictureJson.picture(run.picture(), run.version()));
        return json;
    }

    private static ObjectNode step(Run run, RunStep step) {
        Node node = run.picture().node(step.node()).orElseThrow();
        ObjectNode json =
                place(node)
                        .put("at", step.atMicros())
                        .put("micros", step.micros())
                        .put("depth", depth(run, step));
        json.set("before", carried(step.before()));
        json.set("changed", step.after() == null ? Json.object() : changed(step));
        PictureJson.putIfThere(json, "reason", step.reason());
        if (step.stopped()) {
            json.put("stopped", true);
        }
        return json;
    }

    private static ObjectNode branch(Run run, RunStep choice, Condition condition) {
        ObjectNode json =
                place(condition.node())
                        .put("at", choice.atMicros())
                        .put("micros", 0)
                        .put("depth", depth(run, choice) + 1);
        json.set("before", carried(choice.before()));
        json.set("changed", Json.object());
        put(json, condition);
        return json;
    }

    /// Where a node is.
    static ObjectNode place(Node node) {
        return Json.object()
                .put("node", node.id())
                .put("line", node.line())
                .put("label", node.label());
    }

    static void put(ObjectNode json, Condition condition) {
        if (condition.held() == null) {
            json.putNull("held");
        } else {
            json.put("held", condition.held());
        }
        ObjectNode values = json.putObject("values");
        condition.values().forEach(values::put);
    }

    private static int depth(Run run, RunStep step) {
        int depth = 0;
        for (int parent = step.parent(); parent >= 0; depth++) {
            parent = run.steps().get(parent).parent();
        }
        return depth;
    }

    private static ObjectNode carried(Carried message) {
        return Json.object()
                .put("kind", message.kind().name().toLowerCase(Locale.ROOT))
                .put("body", message.body())
                .put("bytes", message.bytes())
                .put("cut", message.cut());
    }

    private static ObjectNode changed(RunStep step) {
        ObjectNode json = Json.object();
        Carried before = step.before();
        Carried after = step.after();
        if (after == null) {
            return json;
        }
        if (before.kind() != after.kind()
                || before.bytes() != after.bytes()
                || !before.body().equals(after.body())) {
            json.set("body", carried(after));
        }
        Set<String> names = new TreeSet<>(before.headers().keySet());
        names.addAll(after.headers().keySet());
        ObjectNode headers = Json.object();
        for (String each : names) {
            String now = after.headers().get(each);
            if (now == null) {
                headers.putNull(each);
            } else if (!now.equals(before.headers().get(each))) {
                headers.put(each, now);
            }
        }
        if (!headers.isEmpty()) {
            json.set("headers", headers);
        }
        return json;
    }

    private static void headers(ObjectNode json, Map<String, String> headers) {
        new java.util.TreeMap<>(headers).forEach(json::put);
    }

    static ObjectNode tap(Tap tap) {
        ObjectNode json =
                Json.object()
                        .put("time", tap.time().toEpochMilli())
                        .put("flow", tap.flow())
                        .put("node", tap.node())
                        .put("run", tap.run());
        json.setAll(carried(tap.message()));
        headers(json.putObject("headers"), tap.message().headers());
        PictureJson.putIfThere(json, "topic", tap.message().headers().get(TOPIC));
        if (tap.untraced() > 0) {
            json.put("untraced", tap.untraced());
        }
        return json;
    }
}
