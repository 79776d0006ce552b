package io.serai.acceptance;

import io.serai.acceptance.RunningGateway.RouteEdit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The flow between a [NumberedSender] and a [NumberedReceiver].
final class NumberedRelay {

    static final String IN = "numbers/in";
    static final String OUT = "numbers/out";

    private static final String ROUTE =
            """
            - route:
                id: relay
                from:
                  uri: paho:numbers/in
                  parameters:
                    qos: 1
                  steps:
                    - setBody:
                        simple: ${body} ${exchangeId} ${header.CamelMqttDuplicate}
                    - to:
                        uri: paho:numbers/out
                        parameters:
                          qos: 1
            """;

    private NumberedRelay() {}

    static RouteEdit file() {
        return RouteEdit.add("relay.camel.yaml", ROUTE);
    }

    /// Runs from the gateway's next start.
    static void addTo(Path routes) {
        try {
            Files.createDirectories(routes);
            Files.writeString(routes.resolve("relay.camel.yaml"), ROUTE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
