package io.serai.node.spi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What the nodes of the palette are called, do and take, by scheme: in the form in which
/// Camel's own components have it. The check and the page read the same. Thread-safe.
public final class NodeManual {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Optional<JsonNode>> READ = new ConcurrentHashMap<>();

    private NodeManual() {}

    /// Empty when the scheme is none of the palette's.
    public static Optional<JsonNode> of(String scheme) {
        return READ.computeIfAbsent(scheme, NodeManual::read);
    }

    /// What the options of a scheme take, by name: Camel's word for it.
    public static Map<String, String> options(String scheme) {
        JsonNode manual =
                of(scheme).orElseThrow(() -> new IllegalStateException(scheme + " has no manual"));
        Map<String, String> options = new TreeMap<>();
        manual.path("properties")
                .properties()
                .forEach(each -> {
                    if (each.getValue().path("kind").asText().equals("parameter")) {
                        options.put(each.getKey(), each.getValue().path("type").asText());
                    }
                });
        return Collections.unmodifiableMap(options);
    }

    private static Optional<JsonNode> read(String scheme) {
        String file = "/META-INF/io/serai/node/%s.json".formatted(scheme);
        try (InputStream in = NodeManual.class.getResourceAsStream(file)) {
            return in == null ? Optional.empty() : Optional.of(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
