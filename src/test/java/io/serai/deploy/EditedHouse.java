package io.serai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.deploy.apply.GateMode;
import io.serai.testing.Bench;
import io.serai.time.SystemTimekeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A house of one flow, its kamelet and its tests, which runs.
public final class EditedHouse implements AutoCloseable {

    public static final String ROUTE =
            """
            # says it
            - route:
                id: a
                from:
                  uri: direct:a
                  steps:
                    - setBody: {constant: "%s"}
                    - kamelet: {name: shout}
                    - to: paho:said
            """;

    public static final String KAMELET =
            """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: {name: shout}
            spec:
              definition: {title: Shout}
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - transform: {simple: "${body}!"}
            """;

    public static final String TESTS =
            """
            - test: says it
              steps:
                - send: {endpoint: "direct:a"}
                - expect: {topic: said, payload: "%s"}
            - test: says it again
              steps:
                - send: {endpoint: "direct:a"}
                - expect: {topic: said, payload: "%s"}
            """;

    public final Path routes;
    public final Bench bench;
    public final Deployer deployer;
    public final SystemTimekeeper time;
    private final EmptyHouse house;

    public EditedHouse(Path folder) throws IOException {
        house = new EmptyHouse(folder, EmptyHouse.withGate(GateMode.CHECK, Duration.ofSeconds(30)));
        routes = house.routes;
        bench = house.bench;
        deployer = house.deployer();
        time = house.time;
        write("a.camel.yaml", ROUTE.formatted("hello"));
        write("a.test.yaml", TESTS.formatted("hello!", "hello!"));
        write("kamelets/shout.kamelet.yaml", KAMELET);
        write("notes.txt", "no part of a house");
        assertThat(deployer.deployAll()).isEmpty();
    }

    /// As another program saves a file.
    public void write(String name, String text) {
        try {
            house.write(name, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String onDisk(String name) {
        try {
            return Files.readString(routes.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        house.close();
    }
}
