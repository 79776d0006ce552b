package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.console.api.FilePlaces;
import io.serai.deploy.FlowControl;
import io.serai.flow.FlowException;
import io.serai.flow.Injection;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Messages that people put into flows, and what the clock is going to bring by itself. Thread-safe.
public final class ByHandApi implements ApiPart {

    private static final int MOST_HEADERS = 100;
    private static final double MILLIS = 1000.0;

    private final FlowControl control;
    private final Timekeeper time;
    private final FilePlaces places;

    /// @param places what is told of files is told by
    public ByHandApi(FlowControl control, Timekeeper time, FilePlaces places) {
        this.control = control;
        this.time = time;
        this.places = places;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("POST", "flows/{id}/inject", this::inject);
        routes.add("GET", "upcoming", _ -> upcoming());
    }

    private JsonNode inject(ApiRequest request) throws FlowException {
        JsonNode said = request.json();
        return AttemptJson.of(
                control.inject(
                        request.parameter("id"),
                        text(said, "route"),
                        new Injection(text(said, "topic"), body(said), headers(said))),
                places);
    }

    private static String text(JsonNode said, String name) {
        JsonNode value = said.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
            throw RefusedException.badRequest("\"%s\" must be a text.".formatted(name));
        }
        return value.asText("");
    }

    /// A text as it is; anything else is JSON itself.
    private static String body(JsonNode said) {
        JsonNode body = said.path("body");
        if (body.isMissingNode() || body.isNull()) {
            return "";
        }
        return body.isTextual() ? body.textValue() : body.toString();
    }

    private static Map<String, String> headers(JsonNode said) {
        JsonNode given = said.path("headers");
        if (given.isMissingNode() || given.isNull()) {
            return Map.of();
        }
        if (!given.isObject() || given.size() > MOST_HEADERS) {
            throw RefusedException.badRequest(
                    "\"headers\" must be an object of at most %d texts.".formatted(MOST_HEADERS));
        }
        Map<String, String> headers = new HashMap<>();
        given.properties()
                .forEach(each -> {
                    if (each.getValue().isContainerNode()) {
                        throw RefusedException.badRequest(
                                "The header \"%s\" must be a text.".formatted(each.getKey()));
                    }
                    headers.put(each.getKey(), each.getValue().asText());
                });
        return headers;
    }

    private JsonNode upcoming() {
        ObjectNode answer = Json.object().put("time", time.now().toString());
        ArrayNode upcoming = answer.putArray("upcoming");
        control.upcoming()
                .forEach(each -> {
                    ObjectNode json =
                            upcoming.addObject()
                                    .put("flow", each.flow())
                                    .put("node", each.route() + ":0")
                                    .put("route", each.route())
                                    .put("line", each.line())
                                    .put("text", each.text())
                                    .put("next", each.next().toString());
                    each.every()
                            .map(Duration::toMillis)
                            .ifPresent(ms -> json.put("every", ms / MILLIS));
                });
        return answer;
    }
}
