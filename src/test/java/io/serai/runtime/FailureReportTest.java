package io.serai.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.serai.testing.Bench;
import io.serai.testing.Sources;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class FailureReportTest {

    private static final String ROUTE =
            """
            - route:
                id: hall
                from:
                  uri: direct:in
                  steps:
                    - filter:
                        simple: ${body} != null
                        steps:
                          - unmarshal:
                              json: {}
                          - validate:
                              simple: ${body} is 'java.util.Map'
            """;

    @TempDir private Path folder;
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.serai.flow");
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private Bench bench;
    private RunningFlow flow;
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        told.start();
        logger.addAppender(told);
        bench = Bench.withDevices(folder, "devices: []\n");
        Path file = Files.writeString(folder.resolve("hall.camel.yaml"), ROUTE);
        flow = bench.factory.build(Sources.of(file));
        flow.start();
        template = flow.context().createProducerTemplate();
    }

    @AfterEach
    void stop() {
        template.stop();
        flow.close();
        bench.close();
        logger.detachAppender(told);
    }

    private void send(String body) {
        try {
            template.sendBodyAndHeaders(
                    "direct:in", body, Map.of("CamelMqttTopic", "hall/telemetry"));
        } catch (CamelExecutionException expected) {
            assertThat(expected.getExchange().getException()).isNotNull();
        }
    }

    /// Of this test's flows: those of tests beside it have the same logger.
    private List<String> lines() {
        return List.copyOf(told.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(folder + "/"))
                .map(line -> line.replace(folder + "/", ""))
                .toList();
    }

    @Test
    void aFailureIsToldOnceWithFileLineTopicAndReason() {
        send("[]");
        send("junk\u001b[31m");

        assertThat(lines())
                .containsExactly(
                        "hall.camel.yaml:11: a message on hall/telemetry was not processed: ${body} is"
                                + " 'java.util.Map' does not hold. The flow goes on (1 failed so far).",
                        "hall.camel.yaml:9: a message on hall/telemetry was not processed:"
                                + " Unrecognized token 'junk\uFFFD': was expecting (JSON String, Number,"
                                + " Array, Object or token 'null', 'true' or 'false'). The flow goes on"
                                + " (2 failed so far).");
    }

    @Test
    void aFloodIsToldInPartAndCountedInFull() {
        for (int i = 0; i < 1000; i++) {
            send("junk");
        }
        assertThat(lines()).hasSize(200);

        bench.time.advance(Duration.ofSeconds(1));
        send("junk");

        assertThat(lines()).hasSize(201);
        assertThat(lines().getLast()).contains("1001 failed so far, 800 of them untold");
        assertThat(bench.flowLog.after("hall", 0, 1000))
                .hasSize(201)
                .last()
                .extracting(line -> line.level() + " " + line.text().replace(folder + "/", ""))
                .isEqualTo("WARN " + lines().getLast());
        assertThat(bench.counters.count("flow.failures", "hall")).isEqualTo(1001);
    }

    @Test
    void aFailureInAFlowWithAnOnExceptionIsToldNoMoreThanOthers() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("garden.camel.yaml"),
                        """
                        - onException:
                            exception: [java.io.EOFException]
                            handled:
                              constant: true
                        """
                                + ROUTE.replace("hall", "garden"));
        var root = (Logger) LoggerFactory.getLogger("org.apache.camel");
        root.addAppender(told);
        try (RunningFlow other = bench.factory.build(Sources.of(file))) {
            other.start();
            try (ProducerTemplate to = other.context().createProducerTemplate()) {
                to.send("direct:in", exchange -> exchange.getMessage().setBody("junk"));
            }

            assertThat(lines()).singleElement().asString().startsWith("garden.camel.yaml:13: ");
        } finally {
            root.detachAppender(told);
        }
    }

    @Test
    void whatIsProcessedIsNotTold() {
        send("{}");

        assertThat(lines()).isEmpty();
        assertThat(bench.counters.count("flow.failures", "hall")).isZero();
    }

    @Test
    void anErrorInAStepIsToldLikeAnyFailureAndTheFlowGoesOn() throws Exception {
        String text =
                """
                import org.apache.camel.builder.RouteBuilder;

                public class Deep extends RouteBuilder {
                    static int down(int n) { return down(n + 1) + 1; }

                    public void configure() {
                        from("direct:deep").routeId("deep")
                            .process(e -> down(0))
                            .process(e -> { throw new IllegalStateException("went on"); });
                        from("direct:sure").routeId("sure")
                            .filter(e -> { throw new AssertionError("not sure"); })
                            .to("direct:deep");
                    }
                }
                """;
        Path file = Files.writeString(folder.resolve("Deep.java"), text);
        try (RunningFlow deep = bench.factory.build(Sources.of(file))) {
            deep.start();
            ProducerTemplate to = deep.context().createProducerTemplate();

            var failed = to.send("direct:deep", each -> each.getIn().setBody("x"));
            to.send("direct:sure", each -> each.getIn().setBody("x"));

            assertThat(failed.getException()).hasRootCauseInstanceOf(StackOverflowError.class);
            assertThat(lines())
                    .containsExactly(
                            "Deep.java:8: a message from direct://deep was not processed: calls itself without"
                                    + " end (StackOverflowError). The flow goes on (1 failed so far).",
                            "Deep.java:11: a message from direct://sure was not processed: AssertionError: not"
                                    + " sure. The flow goes on (2 failed so far).");
        }
    }
}
