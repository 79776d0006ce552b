package io.serai.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.observe.run.Carried;
import io.serai.observe.run.FlowMeters;
import io.serai.observe.run.NodeMeter;
import io.serai.observe.run.Run;
import io.serai.observe.run.Run.Outcome;
import io.serai.observe.run.RunStep;
import io.serai.observe.run.Tap;
import io.serai.observe.run.TraceConfig;
import io.serai.observe.run.Traces;
import io.serai.testing.Bench;
import io.serai.testing.Sources;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;

class RunsTest {

    @TempDir private Path folder;
    private Bench bench;
    private Traces traces;
    private @Nullable RunningFlow started;
    private @Nullable ProducerTemplate sending;

    @BeforeEach
    void open() {
        bench = Bench.withDevices(folder, "devices: []\n");
        traces = new Traces(TraceConfig.DEFAULT, bench.time);
    }

    @AfterEach
    void close() throws Exception {
        template().close();
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
                """;
        startWhole(text + steps.indent(8));
    }

    private void startWhole(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("hall.camel.yaml"), text);
        RunningFlow flow = bench.factory.watchedBy(traces).build(Sources.of(file));
        flow.start();
        started = flow;
        sending = flow.context().createProducerTemplate();
    }

    private RunningFlow flow() {
        return Objects.requireNonNull(started);
    }

    private ProducerTemplate template() {
        return Objects.requireNonNull(sending);
    }

    private static Carried after(RunStep step) {
        return Objects.requireNonNull(step.after());
    }

    private List<Run> runs() {
        return traces.runs("hall", 100, Long.MAX_VALUE);
    }

    private Run only() {
        assertThat(runs()).hasSize(1);
        return runs().getFirst();
    }

    private NodeMeter.Reading reading(String node) {
        return meters().node(node).read(bench.time.nanos());
    }

    private FlowMeters meters() {
        return flow().meters().orElseThrow();
    }

    private static List<String> nodes(Run run) {
        return run.steps().stream().map(RunStep::node).toList();
    }

    @Test
    void howLongAMessageTookIsCountedOnceThroughAllItsRoutesAndWhenItFailedToo() throws Exception {
        startWhole(
                """
                - route:
                    id: hall
                    from:
                      uri: direct:in
                      steps:
                        - to: direct:inner
                - route:
                    id: inner
                    from:
                      uri: direct:inner
                      steps:
                        - filter:
                            simple: "${body} == 'bad'"
                            steps:
                              - throwException:
                                  exceptionType: java.lang.IllegalArgumentException
                                  message: bad
                """);
        template().sendBody("direct:in", "good");
        assertThatThrownBy(() -> template().sendBody("direct:in", "bad"))
                .isInstanceOf(CamelExecutionException.class);

        assertThat(LongStream.of(meters().processing().counts()).sum()).isEqualTo(2);
    }

    @Test
    void aRunTellsEachStepWithWhatTheMessageCarried() throws Exception {
        start(
                """
                - unmarshal: {json: {}}
                - setHeader: {name: Room, constant: hall}
                - setHeader: {name: apiKey, constant: much-secret}
                - setBody: {simple: "${body[light]}"}
                - to: mock:out
                """);
        template()
                .sendBodyAndHeader(
                        "direct:in",
                        "{\"light\": 310}".getBytes(StandardCharsets.UTF_8),
                        "CamelMqttTopic",
                        "home/telemetry");

        Run run = only();
        assertThat(run.outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.trigger()).isEqualTo("home/telemetry");
        assertThat(run.input().body()).isEqualTo("{\"light\": 310}");
        assertThat(nodes(run)).containsExactly("hall:1", "hall:2", "hall:3", "hall:4", "hall:5");
        assertThat(run.steps())
                .extracting(each -> each.before().body())
                .containsExactly(
                        "{\"light\": 310}",
                        "{\"light\":310}",
                        "{\"light\":310}",
                        "{\"light\":310}",
                        "310");
        assertThat(after(run.steps().get(1)).headers()).containsEntry("Room", "hall");
        assertThat(after(run.steps().getLast()).kind()).isEqualTo(Carried.Kind.JSON);
        assertThat(run.steps().toString()).doesNotContain("much-secret");
        assertThat(reading("hall:0").count()).isEqualTo(1);
        assertThat(reading("hall:5").count()).isEqualTo(1);
        assertThat(meters().node("hall:4").value())
                .extracting(NodeMeter.Value::text)
                .isEqualTo("310");
    }

    @Test
    void aRunEndsThatCameFromOutsideTheFlow() throws Exception {
        startWhole(
                """
                - route:
                    id: hall
                    from:
                      uri: timer:once
                      parameters: {repeatCount: "1", delay: "1"}
                      steps:
                        - to: mock:out
                """);

        bench.time.advance(Duration.ofSeconds(1));

        await().atMost(Duration.ofSeconds(10))
                .until(() -> !runs().isEmpty() && !only().steps().isEmpty());
        await().atMost(Duration.ofSeconds(10)).until(() -> only().outcome() == Outcome.DONE);
    }

    @Test
    void branchesThatAreTakenAreCountedAndStepsKnowWhatTheyAreInsideOf() throws Exception {
        start(
                """
                - choice:
                    when:
                      - simple: ${body} == 'a'
                        steps:
                          - to: direct:sub
                      - simple: ${body} == 'b'
                        steps:
                          - to: mock:b
                - to: mock:out
                """
                        + "");
        template().sendBody("direct:in", "b");

        assertThat(nodes(only())).containsExactly("hall:1", "hall:5", "hall:6");
        assertThat(only().steps()).extracting(RunStep::parent).containsExactly(-1, 0, -1);
        assertThat(reading("hall:2").count()).isZero();
        assertThat(reading("hall:4").count()).isEqualTo(1);
    }

    @Test
    void aFailureNamesItsStepAndIsCountedThereOnly() throws Exception {
        start(
                """
                - filter:
                    simple: ${body} == 'bad'
                    steps:
                      - throwException: {message: "no such lamp", exceptionType: java.lang.IllegalStateException}
                - to: mock:out
                """);
        try {
            template().sendBody("direct:in", "bad");
        } catch (CamelExecutionException e) {
            assertThat(e).hasRootCauseMessage("no such lamp");
        }

        Run run = only();
        assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.reason()).isEqualTo("no such lamp");
        assertThat(run.steps()).extracting(RunStep::reason).containsExactly(null, "no such lamp");
        assertThat(reading("hall:1").errors()).isZero();
        assertThat(reading("hall:2").errors()).isEqualTo(1);
    }

    @Test
    void aThresholdThatDoesNotChangeStopsTheRunWhereItStands() throws Exception {
        start(
                """
                - to: threshold:dark?below=300&emit=change
                - to: mock:out
                """);
        template().sendBody("direct:in", "250");
        template().sendBody("direct:in", "240");

        assertThat(runs()).extracting(Run::outcome).containsExactly(Outcome.STOPPED, Outcome.DONE);
        RunStep stopping = runs().getFirst().steps().getLast();
        assertThat(stopping.node()).isEqualTo("hall:1");
        assertThat(stopping.stopped()).isTrue();
        assertThat(stopping.held()).isTrue();
    }

    @Test
    void partsOfASplitAndCalledRoutesBelongToTheirRun() throws Exception {
        startWhole(
                """
                - route:
                    id: hall
                    from:
                      uri: direct:in
                      steps:
                        - split:
                            tokenize: {token: ","}
                            parallelProcessing: true
                            steps:
                              - to: direct:sub
                        - to: mock:out
                - route:
                    id: sub
                    from:
                      uri: direct:sub
                      steps:
                        - setBody: {simple: "${body}!"}
                """);
        template().sendBody("direct:in", "a,b,c");

        Run run = only();
        assertThat(run.outcome()).isEqualTo(Outcome.DONE);
        assertThat(nodes(run))
                .containsExactlyInAnyOrder(
                        "hall:1", "hall:2", "hall:2", "hall:2", "sub:1", "sub:1", "sub:1",
                        "hall:3");
        assertThat(run.steps())
                .filteredOn(each -> each.node().equals("hall:2"))
                .allMatch(each -> each.parent() == 0);
        assertThat(run.steps())
                .filteredOn(each -> each.node().equals("sub:1"))
                .allMatch(each -> run.steps().get(each.parent()).node().equals("hall:2"));
        assertThat(reading("sub:0").count()).isEqualTo(3);
    }

    @Test
    void whatIsCollectedContinuesTheRunOfWhatCameFirst() throws Exception {
        start(
                """
                - aggregate:
                    correlationExpression: {constant: all}
                    completionTimeout: 50
                    completionTimeoutCheckerInterval: 10
                    aggregationStrategy: "#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy"
                    steps:
                      - to: mock:collected
                """);
        template().sendBody("direct:in", "a");
        await().atMost(Duration.ofSeconds(10)).until(() -> runs().size() == 2);
        await().atMost(Duration.ofSeconds(10)).until(() -> runs().getFirst().isOver());

        Run first = runs().getLast();
        Run second = runs().getFirst();
        assertThat(nodes(first)).containsExactly("hall:1");
        assertThat(nodes(second)).containsExactly("hall:2");
        assertThat(second.continues()).isEqualTo(first.id());
        assertThat(second.outcome()).isEqualTo(Outcome.DONE);
        assertThat(meters().hasOpenRuns()).isFalse();
    }

    @Test
    void aMessageThatIsQueuedBelongsToItsRunOrContinuesIt() throws Exception {
        startWhole(
                """
                - route:
                    id: hall
                    from:
                      uri: direct:in
                      steps:
                        - wireTap: {uri: "direct:side"}
                        - to: seda:later
                - route:
                    id: side
                    from:
                      uri: direct:side
                      steps:
                        - to: mock:side
                - route:
                    id: later
                    from:
                      uri: seda:later
                      steps:
                        - to: mock:later
                """);
        template().sendBody("direct:in", "a");
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        reading("later:1").count() == 1
                                && reading("side:1").count() == 1
                                && runs().stream().allMatch(Run::isOver));

        String first = runs().getLast().id();
        assertThat(runs().stream().flatMap(each -> nodes(each).stream()))
                .containsExactlyInAnyOrder("hall:1", "hall:2", "side:1", "later:1");
        assertThat(runs().subList(0, runs().size() - 1))
                .allMatch(each -> first.equals(each.continues()));
        assertThat(meters().hasOpenRuns()).isFalse();
    }

    @Test
    void aFloodIsCountedAndOnlySampled() throws Exception {
        start("- to: mock:out?retainLast=1\n");
        for (int i = 0; i < 500; i++) {
            template().sendBody("direct:in", i);
        }

        assertThat(reading("hall:1").count()).isEqualTo(500);
        assertThat(runs()).hasSize(20);
        assertThat(meters().untraced()).isEqualTo(480);
        assertThat(meters().rate(bench.time.nanos())).isEqualTo(500);
        bench.time.advance(Duration.ofSeconds(1));
        template().sendBody("direct:in", "later");
        assertThat(runs()).hasSize(21);
    }

    @Test
    void whoTapsAFlowSeesEveryNodeAndMoreRuns() throws Exception {
        start(
                """
                - setBody: {simple: "${body}!"}
                - to: mock:out?retainLast=1
                """);
        List<Tap> taps = new CopyOnWriteArrayList<>();
        try (AutoCloseable _ = traces.tap("hall", taps::add)) {
            for (int i = 0; i < 300; i++) {
                template().sendBody("direct:in", "a");
            }
        }
        bench.time.advance(Duration.ofSeconds(10));
        template().sendBody("direct:in", "unseen");

        assertThat(taps).hasSize(200 * 3);
        assertThat(taps.subList(0, 3))
                .extracting(each -> each.node() + " " + each.message().body())
                .containsExactly("hall:0 a", "hall:1 a!", "hall:2 a!");
    }

    @Test
    void aRunThatWaitsSaysWhere() throws Exception {
        start(
                """
                - delay: {constant: "500", asyncDelayed: true}
                - to: mock:out
                """);
        var sent = template().asyncSendBody("direct:in", "a");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !runs().isEmpty() && runs().getFirst().outcome() == Outcome.WAITING);

        assertThat(only().reason()).isEqualTo("waits in delay, line 6");
        await().atMost(Duration.ofSeconds(10)).until(() -> only().outcome() == Outcome.DONE);
        assertThat(sent).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aLargeBodyIsCutAndTheWholeIsBounded() throws Exception {
        traces = new Traces(new TraceConfig(50, 1_000_000), bench.time);
        start(
                """
                - setBody: {simple: "${body}!"}
                - to: mock:out?retainLast=1
                """);
        for (int i = 0; i < 100; i++) {
            bench.time.advance(Duration.ofSeconds(1));
            template().sendBody("direct:in", "x".repeat(100_000));
        }

        assertThat(traces.bytes()).isBetween(500_000L, 1_000_000L);
        Carried input = runs().getFirst().input();
        assertThat(input.cut()).isTrue();
        assertThat(input.body()).hasSize(Capture.MOST_BYTES);
        assertThat(input.bytes()).isEqualTo(100_000);
    }

    @Test
    void aFlowThatIsNotWatchedIsNotCounted() throws Exception {
        start("- to: mock:out\n");
        Path file = folder.resolve("hall.camel.yaml");
        try (RunningFlow other = bench.factory.build(Sources.of(file))) {
            assertThat(other.meters()).isEmpty();
            assertThat(other.picture()).isEqualTo(flow().picture());
        }
        assertThat(Map.copyOf(meters().nodes())).containsOnlyKeys("hall:0", "hall:1");
    }
}
