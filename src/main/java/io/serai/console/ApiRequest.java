package io.serai.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A request as the handlers see it.
///
/// @param path its parts below `/api/`, decoded
/// @param parameters the parts of the path that the pattern names, decoded
/// @param query the last value of each name, decoded
/// @param headers by name in lower case
public record ApiRequest(
        String method,
        List<String> path,
        Map<String, String> parameters,
        Map<String, String> query,
        Map<String, String> headers,
        String body) {

    static final String PREFIX = "/api/";

    private static final ObjectMapper JSON = new ObjectMapper();

    public ApiRequest {
        path = List.copyOf(path);
        parameters = Map.copyOf(parameters);
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /// @param target path and query as they came
    /// @throws RefusedException when they cannot be decoded
    static ApiRequest of(String method, String target, Map<String, String> headers, byte[] body) {
        try {
            URI uri = URI.create(target);
            List<String> path =
                    Arrays.stream(uri.getRawPath().substring(PREFIX.length()).split("/", -1))
                            .map(part -> decode(part.replace("+", "%2B")))
                            .toList();
            Map<String, String> query = new HashMap<>();
            if (uri.getRawQuery() != null) {
                for (String each : uri.getRawQuery().split("&", -1)) {
                    int equals = each.indexOf('=');
                    query.put(
                            decode(equals < 0 ? each : each.substring(0, equals)),
                            equals < 0 ? "" : decode(each.substring(equals + 1)));
                }
            }
            return new ApiRequest(method, path, Map.of(), query, headers, text(body));
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest("The address cannot be read: " + e.getMessage());
        }
    }

    /// A text that is not what was sent must not end up in a file.
    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException _) {
            throw RefusedException.badRequest("The body is not UTF-8 text.");
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    ApiRequest with(Map<String, String> named) {
        return new ApiRequest(method, path, named, query, headers, body);
    }

    /// A part of the path that the pattern names.
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the pattern has no {" + name + "}");
        }
        return value;
    }

    /// A whole number of the query.
    ///
    /// @throws RefusedException when it is none, or out of bounds
    public long number(String name, long fallback, long min, long max) {
        String text = query.get(name);
        return text == null ? fallback : number(name, text, min, max);
    }

    /// A whole number of the path, or of a text.
    ///
    /// @throws RefusedException when `text` is none, or out of bounds
    public static long number(String name, String text, long min, long max) {
        if (text.matches("\\d{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw RefusedException.badRequest(
                "%s must be a whole number from %d to %d.".formatted(name, min, max));
    }

    /// The body as JSON; an empty object when there is none.
    ///
    /// @throws RefusedException when it is no JSON
    public JsonNode json() {
        if (body.isEmpty()) {
            return Json.object();
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw RefusedException.badRequest(
                    "The body is not JSON: "
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
        }
    }
}
