package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Asks a part of the API as the server does, without one.
final class Asking {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiRoutes routes = new ApiRoutes();

    Asking(ApiPart part) {
        part.addTo(routes);
    }

    ApiAnswer ask(String method, String target, String body) {
        try {
            return routes.answer(
                    ApiRequest.of(
                            method,
                            ApiRequest.PREFIX + target,
                            Map.of(),
                            body.getBytes(StandardCharsets.UTF_8)));
        } catch (RefusedException e) {
            return e.answer();
        }
    }

    ApiAnswer get(String target) {
        return ask("GET", target, "");
    }

    ApiAnswer post(String target, String body) {
        return ask("POST", target, body);
    }

    static JsonNode json(ApiAnswer answer) throws IOException {
        return JSON.readTree(answer.content());
    }

    static String text(ApiAnswer answer) {
        return new String(answer.content(), StandardCharsets.UTF_8);
    }
}
