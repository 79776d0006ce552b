package io.serai.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.flow.FlowReport;
import io.serai.flow.Problem;
import io.serai.observe.run.Condition;
import io.serai.observe.run.TraceConfig;
import io.serai.observe.run.Traces;
import io.serai.observe.run.Why;
import io.serai.testing.Bench;
import io.serai.testing.Sources;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/// What people are told of real flows.
class WhyTest {

    @TempDir private Path folder;
    private Bench bench;
    private Traces traces;
    private Instant begin;
    private @Nullable RunningFlow started;
    private @Nullable ProducerTemplate sending;

    @BeforeEach
    void open() {
        bench =
                Bench.withDevices(
                        folder,
                        """
                        devices:
                          - {id: bulb, kind: switch}
                        """);
        traces = new Traces(TraceConfig.DEFAULT, bench.time);
        begin = bench.time.now();
    }

    @AfterEach
    void close() throws Exception {
        Objects.requireNonNull(sending).close();
        flow().close();
        bench.close();
    }

    private void start(String steps) throws Exception {
        String text =
                """
                - route:
                    id: hall
                    from:
                      uri: direct:in
                      steps:
                """
                        + steps.indent(8);
        Path file = Files.writeString(folder.resolve("hall.camel.yaml"), text);
        RunningFlow flow = bench.factory.watchedBy(traces).build(Sources.of(file));
        flow.start();
        started = flow;
        sending = flow.context().createProducerTemplate();
    }

    private RunningFlow flow() {
        return Objects.requireNonNull(started);
    }

    private void send(Object body, Map<String, Object> headers) {
        Objects.requireNonNull(sending).sendBodyAndHeaders("direct:in", body, headers);
    }

    private FlowReport report(FlowReport.State state, List<Problem> problems) {
        return new FlowReport(
                "hall",
                Path.of("hall.camel.yaml"),
                state,
                begin,
                OptionalInt.of(1),
                List.of("hall"),
                "",
                false,
                problems);
    }

    private Why why(FlowReport report, Instant at) {
        return Why.of(
                report,
                flow().picture(),
                traces.runs("hall", 50, Long.MAX_VALUE),
                flow().meters(),
                flow().inputQueue(),
                at,
                new Why.Now(bench.time.now(), bench.time.nanos()));
    }

    private Why why() {
        return why(report(FlowReport.State.RUNNING, List.of()), bench.time.now());
    }

    @Test
    void aThresholdThatDidNotHoldIsNamedWithItsNumber() throws Exception {
        start(
                """
                - unmarshal: {json: {}}
                - to: threshold:dark?field=light&below=300
                - filter:
                    simple: ${header.CamelThresholdOn}
                    steps:
                      - to: device:bulb
                """);
        send("{\"light\": 310}", Map.of("CamelMqttTopic", "home/telemetry"));
        bench.time.advance(Duration.ofSeconds(4));

        assertThat(why().sentences())
                .containsExactly(
                        "hall last got a message 4 s ago from home/telemetry: {\"light\": 310}. At line 7"
                                + " threshold \"dark\" (light below 300) did not hold: light was 310. At"
                                + " line 8 filter \"${header.CamelThresholdOn}\" did not hold:"
                                + " ${header.CamelThresholdOn} was false. Nothing was published or set.");
        assertThat(why().conditions()).extracting(Condition::held).containsExactly(false, false);
        assertThat(why().conditions().getLast().values())
                .containsExactly(Map.entry("${header.CamelThresholdOn}", "false"));
    }

    @Test
    void whatWasSetIsTold() throws Exception {
        start("- to: device:bulb\n");
        send("on", Map.of());

        assertThat(why().sentences())
                .containsExactly(
                        "hall last got a message 0 s ago from direct in: on. It set device bulb to on at"
                                + " line 6.");
    }

    @Test
    void branchesUpToTheOneThatWasTakenAreTold() throws Exception {
        start(
                """
                - setVariable: {name: limit, constant: "20"}
                - choice:
                    when:
                      - simple: ${body[heat]} > ${variable.limit}
                        steps: [{to: "mock:hot"}]
                      - simple: ${body[heat]} > 10
                        steps: [{to: "mock:warm"}]
                      - simple: ${body[heat]} > 0
                        steps: [{to: "mock:cold"}]
                """);
        send(Map.of("heat", 15), Map.of());

        assertThat(why().conditions())
                .extracting(Condition::held, Condition::values)
                .containsExactly(
                        tuple(false, Map.of("${body[heat]}", "15", "${variable.limit}", "20")),
                        tuple(true, Map.of("${body[heat]}", "15")));
    }

    @Test
    void whereItFailedIsTold() throws Exception {
        start("- throwException: {message: no such lamp, exceptionType: java.lang.Exception}\n");
        try {
            send("x", Map.of());
        } catch (CamelExecutionException e) {
            assertThat(e).hasRootCauseMessage("no such lamp");
        }

        assertThat(why().sentences().getFirst())
                .endsWith("It failed at line 6 (throw exception): no such lamp.");
    }

    @Test
    void nothingHeardAndNotRunningAreTold() throws Exception {
        start("- to: mock:out\n");
        bench.time.advance(Duration.ofMinutes(5));

        assertThat(why().sentences())
                .containsExactly(
                        "hall has got nothing from direct in since it began to run 5 min ago.");
        assertThat(why(report(FlowReport.State.STOPPED, List.of()), bench.time.now()).sentences())
                .containsExactly(
                        "hall was stopped 5 min ago and takes no messages until it is started.");
        var problem = new Problem(Path.of("hall.camel.yaml"), 3, "no such step");
        assertThat(
                        why(report(FlowReport.State.BROKEN, List.of(problem)), bench.time.now())
                                .sentences())
                .containsExactly("hall does not run. hall.camel.yaml:3: no such step.");
    }

    @Test
    void aMomentOfThePastIsAnsweredByWhatWasThen() throws Exception {
        start("- to: mock:out\n");
        bench.time.advance(Duration.ofSeconds(10));
        send("first", Map.of());
        bench.time.advance(Duration.ofSeconds(30));
        send("second", Map.of());
        bench.time.advance(Duration.ofSeconds(30));

        Why then = why(report(FlowReport.State.RUNNING, List.of()), begin.plusSeconds(30));

        assertThat(then.sentences().getFirst()).startsWith("hall last got a message 20 s before");
        assertThat(Objects.requireNonNull(then.last()).input().body()).isEqualTo("first");
        assertThat(then.since().getFirst().last()).isEqualTo(begin.plusSeconds(10));
    }

    @Test
    void whatIsCollectedIsSaidToWait() throws Exception {
        start(
                """
                - aggregate:
                    correlationExpression: {constant: all}
                    completionSize: 3
                    aggregationStrategy: "#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy"
                    steps:
                      - to: mock:collected
                """);
        send("a", Map.of());

        assertThat(why().sentences().getLast())
                .isEqualTo(
                        "At line 6 (aggregate) what was collected waits here for more, or for its"
                                + " time.");
        assertThat(why().waiting()).extracting(each -> each.node().id()).containsExactly("hall:1");
    }
}
