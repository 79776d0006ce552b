package io.serai.flow;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A message that someone makes up, to be taken by a route as if it had come.
///
/// @param topic that it comes on, where the route takes messages of topics; empty for the route's own
/// @param body as text
/// @param headers by name; never one of Camel's, which steps obey
public record Injection(String topic, String body, Map<String, String> headers) {

    public Injection {
        headers =
                headers.entrySet().stream()
                        .filter(each -> !isOfCamel(each.getKey()))
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey, Map.Entry::getValue));
    }

    private static boolean isOfCamel(String header) {
        String name = header.strip().toLowerCase(Locale.ROOT);
        return name.startsWith("camel") || name.startsWith("org.apache.camel");
    }
}
