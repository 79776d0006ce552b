package io.serai.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Describes everything below `/api/` to programs. Thread-safe.
public final class OpenApi implements ApiPart {

    private static final String DOCUMENT = "openapi.json";

    @Override
    public void addTo(ApiRoutes routes) {
        routes.addAny(
                "GET",
                "openapi.json",
                _ -> ApiAnswer.text(200, "application/json; charset=utf-8", text(), Map.of()));
    }

    /// The document, in OpenAPI 3.1.
    static String text() {
        try (InputStream in = OpenApi.class.getResourceAsStream(DOCUMENT)) {
            if (in == null) {
                throw new IllegalStateException(DOCUMENT + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
