package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What is answered.
///
/// @param status of HTTP
/// @param headers beside the content's type
/// @param content not to be changed
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ApiAnswer(
        int status, String contentType, Map<String, String> headers, byte[] content) {

    private static final String JSON = "application/json; charset=utf-8";

    public ApiAnswer {
        headers = Map.copyOf(headers);
    }

    public static ApiAnswer of(JsonNode body) {
        return of(200, body);
    }

    public static ApiAnswer of(int status, JsonNode body) {
        return text(status, JSON, body.toPrettyString(), Map.of());
    }

    public static ApiAnswer error(int status, String error) {
        return of(status, Json.error(error, List.of()));
    }

    public static ApiAnswer text(
            int status, String contentType, String text, Map<String, String> headers) {
        return new ApiAnswer(status, contentType, headers, text.getBytes(StandardCharsets.UTF_8));
    }
}
