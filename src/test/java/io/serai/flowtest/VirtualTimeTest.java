package io.serai.flowtest;

import static io.serai.flowtest.SmallHouse.assertPasses;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;

import org.junit.jupiter.api.Test;

import java.util.Map;

/// What waits or looks at a clock, in Camel and in Java flows, does so in the time of the test.
class VirtualTimeTest {

    private static String flow(String from, String steps) {
        return """
        - route:
            id: hall
            from:
              uri: %s
              steps:
        """
                        .formatted(from)
                + steps.indent(8);
    }

    @Test
    void motionFourMinutesOnAndAFifthOff() {
        SmallHouse house =
                SmallHouse.of(
                        """
                        - route:
                            id: hall
                            from:
                              uri: paho:hall/motion
                              steps:
                                - setBody: {constant: "on"}
                                - to: device:lamp
                                - wireTap: {uri: "seda:later"}
                        - route:
                            id: hall-off
                            from:
                              uri: seda:later
                              steps:
                                - aggregate:
                                    correlationExpression: {constant: hall}
                                    aggregationStrategy: "#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy"
                                    completionTimeout: 299500
                                    steps:
                                      - setBody: {constant: "off"}
                                      - to: device:lamp
                        """);

        TestReport report =
                house.runSteps(
                        """
                        - publish: {topic: hall/motion, payload: {occupancy: true}}
                        - expect: {device: lamp, becomes: "on"}
                        - advance: 4m
                        - expect: {device: lamp, is: "on"}
                        - advance: 1m
                        - expect: {device: lamp, is: "off"}
                        """);

        assertPasses(report);
        assertThat(report.results().getFirst().spent()).isLessThan(java.time.Duration.ofSeconds(5));
    }

    @Test
    void aDelayHoldsUpItsMessageForThatLong() {
        assertPasses(
                SmallHouse.of(
                                flow(
                                        "paho:in",
                                        """
                                        - delay: {constant: 240000}
                                        - to: paho:out
                                        """))
                        .runSteps(
                                """
                                - publish: {topic: in}
                                - expect-none: {topic: out, within: 239999ms}
                                - advance: 1ms
                                - expect: {topic: out}
                                """));
    }

    @Test
    void anAsyncDelayLetsOthersPass() {
        assertPasses(
                SmallHouse.of(
                                flow(
                                        "paho:in",
                                        """
                                        - delay:
                                            expression: {simple: "${body}"}
                                            asyncDelayed: true
                                        - to: paho:out
                                        """))
                        .runSteps(
                                """
                                - publish: {topic: in, payload: "5000"}
                                - expect-none: {topic: out, within: 4999ms}
                                - advance: 1ms
                                - expect: {topic: out, payload: "5000"}
                                """));
    }

    @Test
    void aThrottleLetsSoManyPassInItsPeriod() {
        assertPasses(
                SmallHouse.of(
                                flow(
                                        "paho:in",
                                        """
                                        - throttle:
                                            expression: {constant: 2}
                                            timePeriodMillis: 10000
                                        - to: paho:out
                                        """))
                        .runSteps(
                                """
                                - publish: {topic: in, times: 5}
                                - expect: {topic: out, count: 2}
                                - expect-none: {topic: out, within: 9999ms}
                                - expect: {topic: out, count: 2, within: 1ms}
                                - expect: {topic: out, count: 1, within: 10s}
                                """));
    }

    @Test
    void anAggregateCompletesByTimeoutAndByInterval() {
        assertPasses(
                SmallHouse.of(
                                flow(
                                        "paho:in",
                                        """
                                        - aggregate:
                                            correlationExpression: {constant: all}
                                            aggregationStrategy: "#class:org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy"
                                            completionInterval: 60000
                                            steps:
                                              - setBody: {simple: "${body.size}"}
                                              - to: paho:out
                                        """))
                        .runSteps(
                                """
                                - publish: {topic: in, times: 3}
                                - advance: 30s
                                - publish: {topic: in, times: 4}
                                - expect-nothing
                                - expect: {topic: out, payload: 7, within: 30s}
                                """));
    }

    @Test
    void aTimerFiresAfterItsDelayAndEachPeriod() {
        assertPasses(
                SmallHouse.of(
                                flow(
                                        "timer:t?delay=90s&period=1h",
                                        "- setBody: {constant: ping}\n- to: paho:out\n"))
                        .runSteps(
                                """
                                - expect-none: {topic: out, within: 89999ms}
                                - expect: {topic: out, count: 1, within: 1ms}
                                - expect: {topic: out, count: 24, within: 24h}
                                """));
    }

    @Test
    void aRedeliveryWaitsItsDelay() {
        assertPasses(
                SmallHouse.of(
                                """
                                - onException:
                                    exception: [java.io.IOException]
                                    handled: {constant: true}
                                    redeliveryPolicy:
                                      maximumRedeliveries: 3
                                      redeliveryDelay: 60000
                                    steps:
                                      - to: paho:gave/up
                                """
                                        + flow("paho:in", "- to: file:out"))
                        .runSteps(
                                "{answers: [{endpoint: 'file:*', fails: disk full}]}",
                                """
                                - publish: {topic: in, payload: x}
                                - expect: {endpoint: "file:out", count: 1}
                                - expect-none: {endpoint: "file:out", within: 59999ms}
                                - expect: {endpoint: "file:out", count: 1, within: 1ms}
                                - advance: 1m
                                - expect-none: {topic: gave/up}
                                - expect: {topic: gave/up, within: 1m}
                                - expect: {endpoint: "file:out", count: 2}
                                """));
    }

    @Test
    void aSedaQueueKeepsItsOrder() {
        assertPasses(
                SmallHouse.of(
                                flow("paho:in", "- to: seda:work?waitForTaskToComplete=Never")
                                        + """
                                        - route:
                                            id: work
                                            from:
                                              uri: seda:work
                                              steps:
                                                - delay: {constant: 1000}
                                                - to: paho:out
                                        """)
                        .runSteps(
                                """
                                - publish: {topic: in, payload: a}
                                - publish: {topic: in, payload: b}
                                - publish: {topic: in, payload: c}
                                - expect-in-order:
                                    - {topic: out, payload: a, within: 3s}
                                    - {topic: out, payload: b}
                                    - {topic: out, payload: c}
                                """));
    }

    @Test
    void partsThatGoSideBySideWaitSideBySide() {
        assertPasses(
                SmallHouse.of(
                                flow(
                                                "paho:in",
                                                """
                                                - split:
                                                    expression: {tokenize: {token: ","}}
                                                    parallelProcessing: true
                                                    steps:
                                                      - delay: {constant: 10000}
                                                      - to: paho:part
                                                - multicast:
                                                    parallelProcessing: true
                                                    steps:
                                                      - to: direct:a
                                                      - to: direct:b
                                                - to: paho:end
                                                """)
                                        + """
                                        - route:
                                            id: a
                                            from:
                                              uri: direct:a
                                              steps:
                                                - delay: {constant: 3000}
                                                - to: paho:a
                                        - route:
                                            id: b
                                            from:
                                              uri: direct:b
                                              steps:
                                                - delay: {constant: 5000}
                                                - to: paho:b
                                        """)
                        .runSteps(
                                """
                                - publish: {topic: in, payload: "1,2,3"}
                                - expect: {topic: part, count: 3, within: 10s}
                                - expect-in-order:
                                    - {topic: a, within: 3s}
                                    - {topic: b, within: 5s}
                                    - {topic: end}
                                """));
    }

    @Test
    void aWireTapGoesItsOwnWay() {
        assertPasses(
                SmallHouse.of(
                                flow(
                                                "paho:in",
                                                """
                                                - wireTap: {uri: "direct:aside"}
                                                - to: paho:out
                                                """)
                                        + """
                                        - route:
                                            id: aside
                                            from:
                                              uri: direct:aside
                                              steps:
                                                - delay: {constant: 60000}
                                                - to: paho:aside
                                        """)
                        .runSteps(
                                """
                                - publish: {topic: in}
                                - expect: {topic: out}
                                - expect-none: {topic: aside, within: 59s}
                                - expect: {topic: aside, within: 1s}
                                """));
    }

    @Test
    void datesAreThoseOfTheTestInItsZone() {
        assertPasses(
                SmallHouse.of(
                                flow(
                                        "paho:in",
                                        """
                                        - setBody: {simple: "${date:now:yyyy-MM-dd HH:mm}"}
                                        - to: paho:out
                                        """))
                        .runSteps(
                                "{at: '2026-03-29T01:30+01:00[Europe/Berlin]'}",
                                """
                                - publish: {topic: in}
                                - expect: {topic: out, payload: "2026-03-29 01:30"}
                                - advance: 1h
                                - publish: {topic: in}
                                - expect: {topic: out, payload: "2026-03-29 03:30"}
                                - advance: {to: "23:00"}
                                - publish: {topic: in}
                                - expect: {topic: out, payload: "2026-03-29 23:00"}
                                """));
    }

    @Test
    void aKameletOfTheHouseTakesPart() {
        assertPasses(
                SmallHouse.withKamelets(
                                Map.of(
                                        "later",
                                        """
                                        apiVersion: camel.apache.org/v1
                                        kind: Kamelet
                                        metadata:
                                          name: later
                                        spec:
                                          definition:
                                            title: Later
                                            type: object
                                            properties:
                                              millis: {type: string}
                                          template:
                                            from:
                                              uri: kamelet:source
                                              steps:
                                                - delay: {simple: "{{millis}}"}
                                        """),
                                flow(
                                        "paho:in",
                                        """
                                        - kamelet:
                                            name: later
                                            parameters: {millis: "7000"}
                                        - to: paho:out
                                        """))
                        .runSteps(
                                """
                                - publish: {topic: in}
                                - expect-none: {topic: out, within: 6999ms}
                                - expect: {topic: out, within: 1ms}
                                """));
    }

    @Test
    void aJavaFlowReadsTheClockAndSleepsInVirtualTime() {
        SmallHouse house =
                SmallHouse.java(
                        "Clock",
                        """
                        import org.apache.camel.Exchange;
                        import org.apache.camel.builder.RouteBuilder;
                        import java.time.Duration;
                        import java.time.Instant;
                        import java.time.LocalTime;

                        public class Clock extends RouteBuilder {
                            static int asked;

                            @Override
                            public void configure() {
                                from("paho:in").routeId("clock").process(new Teller()::tell).to("paho:out");
                            }

                            static class Teller {
                                void tell(Exchange exchange) throws InterruptedException {
                                    asked++;
                                    Instant before = Instant.now();
                                    Thread.sleep(90_000);
                                    exchange.getMessage().setBody(asked + " " + LocalTime.now() + " "
                                            + Duration.between(before, Instant.now()).toSeconds());
                                }
                            }
                        }
                        """);
        String test =
                """
                - test: %s
                  given: {at: "2026-07-01T08:00+02:00[Europe/Berlin]"}
                  steps:
                    - publish: {topic: in}
                    - expect: {topic: out, payload: "1 08:01:30 90", within: 90s}
                    - publish: {topic: in}
                    - expect: {topic: out, payload: "2 08:03 90", within: 90s}
                """;

        // its static field is that of each test, compiled or kept
        assertPasses(
                house.run(test.formatted("one") + test.formatted("two") + test.formatted("three")));
    }

    @Test
    void whatCannotBeVirtualIsSaid() {
        TestResult.Failure failure =
                SmallHouse.of(
                                flow(
                                        "paho:in",
                                        """
                                        - resequence:
                                            expression: {simple: "${body}"}
                                            steps:
                                              - to: paho:out
                                        """))
                        .failureOf("- publish: {topic: in}");

        assertThat(failure.what())
                .contains("routes/hall.camel.yaml:6: resequence cannot run in virtual time");
    }
}
