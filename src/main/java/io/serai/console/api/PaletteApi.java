package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.check.RouteSchema;
import io.serai.console.ApiAnswer;
import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.deploy.palette.FlowTemplate;
import io.serai.deploy.palette.NodeList;
import io.serai.deploy.palette.PaletteNode;
import io.serai.deploy.palette.PaletteProperty;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What people can put into a flow, and begin one with: `/api/palette`, `/api/templates`, `/api/schema`.
public final class PaletteApi implements ApiPart {

    private static final int NOT_MODIFIED = 304;

    /// It changes with the gateway's version alone.
    private static final String ONE_DAY = "private, max-age=86400";

    private final NodeList nodes;

    public PaletteApi(NodeList nodes) {
        this.nodes = nodes;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "palette", _ -> palette());
        routes.add("GET", "templates", this::templates);
        routes.addAny("GET", "schema", this::schema);
    }

    private JsonNode palette() {
        ObjectNode answer = Json.object();
        ArrayNode array = answer.putArray("nodes");
        nodes.all().forEach(each -> array.add(node(each)));
        return answer;
    }

    private static ObjectNode node(PaletteNode node) {
        ObjectNode json =
                Json.object()
                        .put("name", node.name())
                        .put("title", node.title())
                        .put("kind", node.kind().name().toLowerCase(Locale.ROOT))
                        .put("group", node.group())
                        .put("description", node.description());
        node.scheme().ifPresent(scheme -> json.put("scheme", scheme).put("syntax", node.syntax()));
        node.step().ifPresent(step -> json.put("eip", step));
        json.put("icon", node.icon()).put("insert", node.insert());
        ArrayNode properties = json.putArray("properties");
        node.properties().forEach(each -> properties.add(property(each)));
        return json;
    }

    private static ObjectNode property(PaletteProperty property) {
        ObjectNode json =
                Json.object()
                        .put("name", property.name())
                        .put("title", property.title())
                        .put("type", property.type());
        if (!property.choices().isEmpty()) {
            ArrayNode choices = json.putArray("enum");
            property.choices().forEach(choices::add);
        }
        property.usual().ifPresent(usual -> json.put("default", usual));
        return json.put("required", property.required())
                .put("description", property.description())
                .put("in", property.place().name().toLowerCase(Locale.ROOT))
                .put("advanced", property.advanced());
    }

    private JsonNode templates(ApiRequest request) {
        Optional<String> flow = given(request, "flow");
        ObjectNode answer = Json.object();
        ArrayNode array = answer.putArray("templates");
        for (FlowTemplate each : FlowTemplate.all()) {
            FlowTemplate filled =
                    each.of(
                            flow.orElse("NAME"),
                            given(request, "sensor"),
                            given(request, "device"));
            array.addObject()
                    .put("name", filled.name())
                    .put("title", filled.title())
                    .put("description", filled.description())
                    .put("text", filled.text())
                    .put("tests", filled.tests());
        }
        return answer;
    }

    /// A name of the query that may stand in a file.
    private static Optional<String> given(ApiRequest request, String name) {
        Optional<String> value = Optional.ofNullable(request.query().get(name));
        if (value.isPresent() && !value.get().matches("[A-Za-z0-9][A-Za-z0-9_-]{0,99}")) {
            throw RefusedException.badRequest(
                    "%s must be a name of letters, digits and dashes.".formatted(name));
        }
        return value;
    }

    private ApiAnswer schema(ApiRequest request) {
        String etag = "\"" + RouteSchema.etag() + "\"";
        Map<String, String> headers = Map.of("ETag", etag, "Cache-Control", ONE_DAY);
        boolean known = etag.equals(request.headers().get("if-none-match"));
        return ApiAnswer.text(
                known ? NOT_MODIFIED : 200,
                "application/schema+json",
                known ? "" : RouteSchema.text(),
                headers);
    }
}
