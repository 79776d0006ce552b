package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Asks parts of the API as the server does, without one.
public final class Asking {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiRoutes routes = new ApiRoutes();

    public Asking(ApiPart... parts) {
        for (ApiPart each : parts) {
            each.addTo(routes);
        }
    }

    /// Asks as a program does.
    ///
    /// @param target path and query below `/api/`
    /// @param headers name, value, name, value
    public ApiAnswer ask(String method, String target, String body, String... headers) {
        Map<String, String> byName = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            byName.put(headers[i], headers[i + 1]);
        }
        try {
            return routes.answer(
                    ApiRequest.of(
                            method,
                            ApiRequest.PREFIX + target,
                            byName,
                            body.getBytes(StandardCharsets.UTF_8)));
        } catch (RefusedException e) {
            return e.answer();
        }
    }

    public ApiAnswer get(String target) {
        return ask("GET", target, "");
    }

    public ApiAnswer post(String target, String body) {
        return ask("POST", target, body);
    }

    public static JsonNode json(ApiAnswer answer) throws IOException {
        return JSON.readTree(answer.content());
    }

    public static String text(ApiAnswer answer) {
        return new String(answer.content(), StandardCharsets.UTF_8);
    }
}
