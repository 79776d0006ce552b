package io.serai.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.testing.Bench;
import io.serai.testing.Sources;

import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class FlowFactoryTest {

    @TempDir private Path folder;
    private Bench bench;

    @BeforeEach
    void open() {
        bench = Bench.withDevices(folder, "devices: []\n");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private RunningFlow start(String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), text);
        RunningFlow flow = bench.factory.build(Sources.of(file));
        flow.start();
        return flow;
    }

    private static String route(String id, String steps) {
        return """
        - route:
            id: %s
            from:
              uri: direct:in
              steps:
        %s\
        """
                .formatted(id, steps.indent(8));
    }

    @Test
    void jsonIsOneWholeDocumentWithinLimits() throws Exception {
        String steps =
                """
                - unmarshal: {json: {}}
                - to: mock:out
                """;
        try (RunningFlow flow = start("json.camel.yaml", route("json", steps));
                ProducerTemplate template = flow.context().createProducerTemplate()) {
            MockEndpoint out = flow.context().getEndpoint("mock:out", MockEndpoint.class);
            template.sendBody("direct:in", "{\"a\": 1, \"b\": [true, null]}");
            for (String bad :
                    new String[] {
                        "",
                        "{\"a\": 1} rest",
                        "{\"a\": 1",
                        "[".repeat(100_000),
                        "1".repeat(200),
                        "{\"a\": \"" + "x".repeat(2_000_000) + "\"}"
                    }) {
                assertThatThrownBy(() ->
                                template.sendBody(
                                        "direct:in", bad.getBytes(StandardCharsets.UTF_8)))
                        .hasMessageContaining("Exception occurred");
            }

            assertThat(out.getExchanges()).hasSize(1);
            assertThat(bench.counters.count("flow.failures", "json")).isEqualTo(6);
        }
    }

    @Test
    void aJavaFileIsCompiledAndRuns() throws Exception {
        String text =
                """
                import org.apache.camel.builder.RouteBuilder;

                public class DoorBell extends RouteBuilder {
                    record Ring(int times) {}

                    public void configure() {
                        from("direct:in").routeId("door-bell")
                            .routeDescription("Rings")
                            .process(e -> e.getMessage().setBody(switch (new Ring(2)) {
                                case Ring(int times) -> times;
                            }))
                            .to("mock:out");
                    }
                }
                """;
        try (RunningFlow flow = start("DoorBell.java", text);
                ProducerTemplate template = flow.context().createProducerTemplate()) {
            template.sendBody("direct:in", "x");

            assertThat(flow.source().id()).isEqualTo("door-bell");
            assertThat(flow.description()).isEqualTo("Rings");
            assertThat(
                            flow.context()
                                    .getEndpoint("mock:out", MockEndpoint.class)
                                    .getExchanges()
                                    .getFirst()
                                    .getIn()
                                    .getBody())
                    .isEqualTo(2);
        }
    }

    @Test
    void flowsShareNothingButWhatTheyAreGiven() throws Exception {
        String steps = "- to: mock:out\n";
        try (RunningFlow one = start("one.camel.yaml", route("same-id", steps));
                RunningFlow two = start("two.camel.yaml", route("same-id", steps));
                ProducerTemplate template = one.context().createProducerTemplate()) {
            template.sendBody("direct:in", "x");

            assertThat(one.context().getEndpoint("mock:out", MockEndpoint.class).getExchanges())
                    .hasSize(1);
            assertThat(two.context().getEndpoint("mock:out", MockEndpoint.class).getExchanges())
                    .isEmpty();
        }
    }

    @Test
    void aFlowThatCannotBeBuiltSaysFileAndLine() {
        assertThatThrownBy(() -> start("bad.camel.yaml", route("bad", "- filtre: {simple: x}\n")))
                .isInstanceOf(FlowException.class)
                .hasMessageContaining("bad.camel.yaml:6");
        assertThatThrownBy(() -> start("gone.camel.yaml", route("gone", "- to: nowhere:x\n")))
                .isInstanceOf(FlowException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void kameletsAndValuesComeFromTheSourceAndNotFromTheDisk() throws Exception {
        String kamelet =
                """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: shout
                spec:
                  definition:
                    properties:
                      mark: {type: string}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - setBody: {simple: "${body}{{mark}}"}
                """;
        Path file = folder.resolve("loud.camel.yaml");
        String steps = "- to: \"kamelet:shout?mark={{mark}}\"\n- to: mock:out\n";
        var source =
                new FlowSource(
                        FlowFile.of(file).orElseThrow(),
                        route("loud", steps),
                        Map.of("shout", kamelet, "other", "unused"),
                        Map.of("mark", "!", "unused", "x"));
        try (RunningFlow flow = bench.factory.build(source)) {
            flow.start();
            try (ProducerTemplate template = flow.context().createProducerTemplate()) {
                template.sendBody("direct:in", "hey");
            }

            assertThat(
                            flow.context()
                                    .getEndpoint("mock:out", MockEndpoint.class)
                                    .getExchanges()
                                    .getFirst()
                                    .getIn()
                                    .getBody())
                    .isEqualTo("hey!");
            assertThat(flow.uses().kamelets()).containsExactly("shout");
            assertThat(flow.uses().values()).containsExactly("mark");
        }
    }

    @Test
    void whatLogStepsSayIsKeptWithTheirFlow() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("talk.camel.yaml"),
                        route(
                                "p",
                                """
                                - log: "step ${body}"
                                - log: {message: "grave", loggingLevel: ERROR}
                                - log: {message: "detail", loggingLevel: DEBUG}
                                - to: log:after?showBodyType=false
                                """));
        try (RunningFlow flow = bench.factory.build(Sources.of(file))) {
            flow.start();
            try (ProducerTemplate template = flow.context().createProducerTemplate()) {
                template.sendBody("direct:in", "x");
            }
        }

        assertThat(bench.flowLog.after("talk", 0, 10))
                .extracting(line -> line.level() + " " + line.text())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("INFO step x"),
                        second -> assertThat(second).isEqualTo("ERROR grave"),
                        third -> assertThat(third).startsWith("INFO Exchange[").contains("x"));
    }

    @Test
    void camelSettingsAndPlaceholdersReachTheFlow() throws Exception {
        var factory =
                new FlowFactory(
                        bench.palette,
                        Map.of("greeting", "hello", "camel.main.stream-caching-enabled", "false"),
                        bench.time,
                        bench.counters,
                        bench.flowLog);
        Path file =
                Files.writeString(
                        folder.resolve("placeholder.camel.yaml"),
                        route("p", "- setBody: {constant: \"{{greeting}}\"}\n- to: mock:out\n"));
        try (RunningFlow flow = factory.build(Sources.of(file))) {
            flow.start();
            try (ProducerTemplate template = flow.context().createProducerTemplate()) {
                template.sendBody("direct:in", "x");
            }

            assertThat(flow.context().isStreamCaching()).isFalse();
            assertThat(
                            flow.context()
                                    .getEndpoint("mock:out", MockEndpoint.class)
                                    .getExchanges()
                                    .getFirst()
                                    .getIn()
                                    .getBody())
                    .isEqualTo("hello");
        }
    }
}
