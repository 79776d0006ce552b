package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.Json;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowReport;
import io.serai.observe.run.Condition;
import io.serai.observe.run.Run;
import io.serai.observe.run.Why;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// A plain answer, as JSON.
final class WhyJson {

    private WhyJson() {}

    /// @param next when the clock has a source bring something, by its id
    static ObjectNode why(
            FlowReport flow,
            Instant at,
            Why why,
            Map<String, Instant> next,
            Function<Run, ObjectNode> whole) {
        ObjectNode json =
                Json.object()
                        .put("flow", flow.id())
                        .put("at", at.toString())
                        .put("state", flow.state().name().toLowerCase(Locale.ROOT));
        ArrayNode sentences = json.putArray("sentences");
        why.sentences().forEach(sentences::add);
        if (why.last() == null) {
            json.putNull("last");
        } else {
            json.set("last", whole.apply(why.last()));
        }
        ArrayNode conditions = json.putArray("conditions");
        for (Condition each : why.conditions()) {
            ObjectNode condition = place(each.node(), each.node().detail());
            RunJson.put(condition, each);
            conditions.add(condition);
        }
        ArrayNode waiting = json.putArray("waiting");
        for (Why.Waiting each : why.waiting()) {
            waiting.add(
                    place(each.node(), each.text())
                            .put("since", each.since() == null ? null : each.since().toString()));
        }
        ArrayNode since = json.putArray("since");
        for (Why.Since each : why.since()) {
            ObjectNode source =
                    place(each.node(), each.node().label())
                            .put("last", each.last() == null ? null : each.last().toString());
            Instant coming = next.get(each.node().id());
            if (coming != null) {
                source.put("next", coming.toString());
            }
            since.add(source);
        }
        return json;
    }

    private static ObjectNode place(Node node, String text) {
        return Json.object().put("node", node.id()).put("line", node.line()).put("text", text);
    }
}
