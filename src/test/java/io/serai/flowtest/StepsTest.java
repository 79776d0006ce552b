package io.serai.flowtest;

import static io.serai.flowtest.SmallHouse.assertPasses;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flowtest.run.FlowCoverage;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What each step of a test does, and what it says when it fails.
class StepsTest {

    private static final String ECHO =
            """
            - route:
                id: hall
                from:
                  uri: paho:in/+?qos=1
                  steps:
                    - choice:
                        when:
                          - simple: ${body} == 'lamp'
                            steps:
                              - setBody: {constant: "on"}
                              - to: device:lamp
                          - simple: ${body} == 'fail'
                            steps:
                              - throwException:
                                  exceptionType: java.io.IOException
                                  message: no more
                        otherwise:
                          steps:
                            - setVariable:
                                name: global:last
                                simple: ${body}
                            - log:
                                message: heard ${body}
                            - to: paho:out?qos=1&retained=true
            """;

    private static final String OUTSIDE =
            """
            - route:
                id: hall
                from:
                  uri: file:inbox?delete=true
                  steps:
                    - setHeader: {name: who, constant: hall}
                    - to: file:outbox?fileName=a.txt
                    - to: paho:out
            - route:
                id: hall-say
                from:
                  uri: direct:say
                  steps:
                    - to: paho:said
            """;

    private static SmallHouse echo() {
        return SmallHouse.of(ECHO);
    }

    @Test
    void whatIsPublishedReachesTheFlowAndWhatItPublishesIsSeen() {
        assertPasses(
                echo().runSteps(
                                """
                                - publish: {topic: in/a, payload: hello, times: 2}
                                - expect: {topic: out, payload: hello, qos: 1, retained: true, count: 2}
                                - publish: {topic: in/a/b, payload: hello}
                                - publish: {topic: other, payload: hello}
                                - expect-nothing
                                - publish: {topic: in/a, payload: {deep: [1, 2]}}
                                - expect: {topic: "+", payload: {deep: [1, {$above: 1}]}}
                                """));
    }

    @Test
    void anExpectationTakesWhatItFinds() {
        TestResult.Failure failure =
                echo().failureOf(
                                """
                                - publish: {topic: in/a, payload: hello}
                                - expect: {topic: out}
                                - expect: {topic: out, within: 2s}
                                """);

        assertThat(failure.line()).isEqualTo(6);
        assertThat(failure.what())
                .isEqualTo("expected a message on out within 0:00:02.000; it did not come");
        assertThat(failure.happened())
                .containsExactly(
                        "0:00:00.000  test publishes in/a hello",
                        "0:00:00.000  through hall.camel.yaml: 6 choice, 19 setVariable, 22 log",
                        "0:00:00.000  log INFO heard hello",
                        "0:00:00.000  through hall.camel.yaml: 24 to",
                        "0:00:00.000  published out hello (QoS 1, retained)");
    }

    @Test
    void aFailureThatNoStepExpectsFailsTheTest() {
        TestResult.Failure failure = echo().failureOf("- publish: {topic: in/a, payload: fail}\n");

        assertThat(failure.what())
                .isEqualTo(
                        "a message was not processed, and no step expects that: failed at"
                                + " routes/hall.camel.yaml:14: no more.");
        assertPasses(
                echo().runSteps(
                                """
                                - publish: {topic: in/a, payload: fail}
                                - expect: {failure: no more}
                                """));
    }

    @Test
    void devicesVariablesAndLogCanBeExpected() {
        assertPasses(
                echo().runSteps(
                                "{devices: {lux: 7, door: on}, variables: {last: none}}",
                                """
                                - expect: {variable: last, is: none}
                                - expect: {device: lux, is: 7}
                                - expect: {device: door, is: "on"}
                                - set: {device: lux, to: 8.5}
                                - expect: {device: lux, is: {$near: 8, $by: 1}}
                                - publish: {topic: in/a, payload: lamp}
                                - expect: {device: lamp, becomes: "on"}
                                - publish: {topic: in/a, payload: lamp}
                                - expect-none: {device: lamp, becomes: "on"}
                                - publish: {topic: in/a, payload: hello}
                                - expect: {variable: last, is: hello}
                                - expect: {log: heard, level: INFO}
                                - expect: {topic: out}
                                - expect-nothing
                                """));
    }

    @Test
    void whatADeviceOrVariableIsIsToldWhenItIsNotWhatIsExpected() {
        assertThat(echo().failureOf("- expect: {device: lamp, is: \"on\", within: 1s}").what())
                .isEqualTo("expected that device lamp is on within 0:00:01.000; it is off");
        assertThat(echo().failureOf("- expect: {variable: last, is: 5}").what())
                .isEqualTo("expected that variable last is 5; it is not set");
        assertThat(echo().failureOf("- expect: {device: lmap, is: \"on\"}").what())
                .contains("lmap");
    }

    @Test
    void aDeviceThatThereIsNotIsToldWithTheLine() {
        TestResult.Failure set = echo().failureOf("- set: {device: lamb, to: \"on\"}");
        assertThat(set.line()).isEqualTo(4);
        assertThat(set.what()).contains("\"lamb\"", "Did you mean \"lamp\"?");
        assertThat(echo().failureOf("- set: {device: lamp, to: bright}").what())
                .contains("device \"lamp\" is on or off, not \"bright\".");
        assertThat(echo().failureOf("- set: {device: lux, to: 2000}").what()).contains("2000");
        assertThat(echo().failureOf("- break: {device: lamb}").what()).contains("\"lamb\"");
        assertThat(echo().failureOf("{devices: {lamb: 1}}", "- expect-nothing").what())
                .contains("\"lamb\"");
    }

    @Test
    void anOrderIsOneOfTime() {
        String given =
                """
                - publish: {topic: in/a, payload: one}
                - publish: {topic: in/a, payload: two}
                """;
        assertPasses(
                echo().runSteps(
                                given
                                        + """
                                        - expect-in-order:
                                            - {topic: out, payload: one}
                                            - {topic: out, payload: two}
                                        """));
        assertThat(
                        echo().failureOf(
                                        given
                                                + """
                                                - expect-in-order:
                                                    - {topic: out, payload: two}
                                                    - {topic: out, payload: one}
                                                """)
                                .what())
                .isEqualTo(
                        "expected a message on out with payload one after published out two (QoS 1,"
                                + " retained); it did not come");
    }

    @Test
    void countsAndNonesAndNothingsFailWithWhatCame() {
        String given = "- publish: {topic: in/a, payload: x, times: 3}\n";

        assertThat(echo().failureOf(given + "- expect: {topic: out, count: 2}").what())
                .isEqualTo("expected a message on out, 2 times; it came 3 times");
        assertThat(echo().failureOf(given + "- expect: {topic: out, count: {$below: 3}}").what())
                .contains("it came 3 times");
        assertThat(echo().failureOf(given + "- expect-none: {topic: out}").what())
                .contains("a message on out", "published out x");
        assertThat(echo().failureOf(given + "- expect-nothing").what())
                .isEqualTo("expected nothing else; but: published out x (QoS 1, retained)");
    }

    @Test
    void timeGoesToATimeOfDayAndToAMoment() {
        assertPasses(
                SmallHouse.of(
                                """
                                - route:
                                    id: hall
                                    from:
                                      uri: timer:t?period=3600000&delay=3600000
                                      steps:
                                        - setBody: {simple: "${date:now:dd HH:mm}"}
                                        - to: paho:out
                                """)
                        .runSteps(
                                "{at: '2026-10-24T22:00:00+02:00[Europe/Berlin]'}",
                                """
                                - advance: {to: "23:00"}
                                - expect: {topic: out, payload: "24 23:00"}
                                - advance: {to: "04:00"}
                                - expect: {topic: out, count: 6}
                                - advance: {to: "2026-10-26T00:00:00+01:00"}
                                - expect: {topic: out, count: 20}
                                """));
        assertThat(echo().failureOf("- advance: {to: \"2020-01-01T00:00:00Z\"}").what())
                .startsWith("it is later than 2020-01-01T00:00Z already");
    }

    @Test
    void aBrokenDeviceFailsUntilItIsMended() {
        assertPasses(
                echo().runSteps(
                                """
                                - break: {device: lamp, reason: has no power.}
                                - publish: {topic: in/a, payload: lamp}
                                - expect: {failure: has no power}
                                - restart
                                - publish: {topic: in/a, payload: lamp}
                                - expect: {failure: has no power}
                                - mend: lamp
                                - publish: {topic: in/a, payload: lamp}
                                - expect: {device: lamp, is: "on"}
                                """));
    }

    @Test
    void whatWaitsForTheBrokerGoesOutInOrder() {
        assertPasses(
                SmallHouse.of(
                                """
                                - route:
                                    id: hall
                                    from:
                                      uri: timer:t?period=1000&delay=1000&includeMetadata=true
                                      steps:
                                        - setBody: {simple: "${exchangeProperty.CamelTimerCounter}"}
                                        - to: paho:out?qos=0
                                """)
                        .runSteps(
                                """
                                - broker: down
                                - advance: 2s
                                - expect-nothing
                                - broker: up
                                - expect-in-order:
                                    - {topic: out, payload: 1}
                                    - {topic: out, payload: 2}
                                - expect-nothing
                                """));
        assertThat(echo().failureOf("- broker: down\n- publish: {topic: in/a}").what())
                .isEqualTo("nobody can publish: the broker is down");
    }

    @Test
    void aDeadGatewayDoesNothingAndGetsLaterWhatItMissed() {
        assertPasses(
                echo().runSteps(
                                "{devices: {lux: 3}}",
                                """
                                - set: {device: lux, to: 4}
                                - gateway: down
                                - publish: {topic: in/a, payload: sure, qos: 1}
                                - publish: {topic: in/a, payload: perhaps, qos: 0}
                                - set: {device: lux, to: 5}
                                - expect-nothing: {within: 1h}
                                - gateway: up
                                - expect: {topic: out, payload: sure, count: 1}
                                - expect: {device: lux, is: 5}
                                - expect-nothing
                                """));
        assertThat(echo().failureOf("- gateway: down\n- redeploy").what())
                .isEqualTo("the gateway is down");
        assertThat(echo().failureOf("- gateway: down\n- gateway: down").what())
                .isEqualTo("the gateway is down");
        assertThat(echo().failureOf("- gateway: up").what()).isEqualTo("the gateway is up already");
        assertThat(echo().failureOf("- gateway: down\n- expect: {device: lamp, is: \"on\"}").what())
                .contains("the gateway is down");
    }

    @Test
    void whatTheGatewayHadNotFinishedComesAgainAfterItsDeath() {
        assertPasses(
                SmallHouse.of(
                                """
                                - route:
                                    id: hall
                                    from:
                                      uri: paho:in?qos=1
                                      steps:
                                        - delay: {constant: 5000}
                                        - setBody: {simple: "${body} ${header.CamelMqttDuplicate}"}
                                        - to: paho:out
                                """)
                        .runSteps(
                                """
                                - publish: {topic: in, payload: x, qos: 1}
                                - advance: 4s
                                - restart: 10s
                                - expect-nothing: {within: 4999ms}
                                - expect: {topic: out, within: 1ms}
                                - expect-nothing: {within: 1m}
                                """));
    }

    @Test
    void aNewVersionGoesOnWithWhatTheOldOneRemembered() {
        assertPasses(
                SmallHouse.of(
                                """
                                - route:
                                    id: hall
                                    from:
                                      uri: paho:in?qos=1
                                      steps:
                                        - to: threshold:t?above=5&emit=change
                                        - setBody: {simple: "${header.CamelThresholdOn}"}
                                        - to: paho:out
                                """)
                        .runSteps(
                                """
                                - publish: {topic: in, payload: "9"}
                                - expect: {topic: out, payload: true}
                                - redeploy
                                - publish: {topic: in, payload: "8"}
                                - expect-nothing
                                - restart
                                - publish: {topic: in, payload: "7"}
                                - expect-nothing
                                - publish: {topic: in, payload: "5"}
                                - expect: {topic: out, payload: false}
                                """));
    }

    @Test
    void whatComesFromOutsideIsSentAndWhatGoesThereIsSeenAndAnswered() {
        assertPasses(
                SmallHouse.of(OUTSIDE)
                        .runSteps(
                                "{answers: [{endpoint: 'file:outbox', body: stored}]}",
                                """
                                - send: {endpoint: "file:inbox", body: hello, headers: {CamelFileName: b.txt}}
                                - expect:
                                    endpoint: file:outbox
                                    body: hello
                                    headers: {who: hall, CamelFileName: b.txt, other: {$absent: true}}
                                    options: {fileName: a.txt}
                                - expect: {topic: out, payload: stored}
                                - send: {endpoint: "direct:say", body: {deep: 1}}
                                - expect: {topic: said, payload: {deep: 1}}
                                - expect-nothing
                                """));
    }

    @Test
    void aSendThatNobodyTakesIsToldWithWhatThereIs() {
        SmallHouse house = SmallHouse.of(OUTSIDE);

        assertThat(house.failureOf("- send: {endpoint: \"file:inbocks\", body: x}").what())
                .contains("no route takes anything from file:inbocks; there are [file:inbox]");
        assertThat(house.failureOf("- send: {endpoint: \"direct:shout\", body: x}").what())
                .contains("no route takes anything from direct:shout");
    }

    @Test
    void anAnswerMayFail() {
        assertPasses(
                SmallHouse.of(OUTSIDE)
                        .runSteps(
                                "{answers: [{endpoint: 'file:*', fails: disk full}]}",
                                """
                                - send: {endpoint: "file:inbox", body: hello}
                                - expect: {failure: disk full}
                                """));
    }

    @Test
    void aFlowThatCannotStartSaysWhere() {
        TestResult.Failure failure =
                SmallHouse.of(
                                """
                                - route:
                                    id: hall
                                    from:
                                      uri: paho:in
                                      steps:
                                        - to: device:lamb
                                """)
                        .failureOf("- expect-nothing");

        assertThat(failure.line()).isEqualTo(1);
        assertThat(failure.what())
                .startsWith("the flow cannot start: routes/hall.camel.yaml: ")
                .contains("device \"lamb\" does not exist");
    }

    @Test
    void aFlowThatRunsInCirclesIsToldOf() {
        TestResult.Failure failure =
                SmallHouse.of(
                                """
                                - route:
                                    id: hall
                                    from:
                                      uri: paho:in
                                      steps:
                                        - to: paho:in
                                """)
                        .failureOf("- publish: {topic: in}");

        assertThat(failure.what()).contains("goes round in circles");
    }

    @Test
    void coverageNamesTheStepsThatNothingReached() {
        TestReport report =
                echo().runSteps(
                                """
                                - publish: {topic: in/a, payload: lamp}
                                """);

        assertThat(report.coverage())
                .containsExactly(
                        new FlowCoverage(
                                "hall",
                                3,
                                7,
                                1,
                                3,
                                List.of("14 throwException", "19 setVariable", "22 log", "24 to")));
    }

    @Test
    void whatIsCaughtCountsAsAStepToo() {
        TestReport report =
                SmallHouse.of(
                                """
                                - route:
                                    id: hall
                                    from:
                                      uri: paho:in
                                      steps:
                                        - doTry:
                                            steps:
                                              - unmarshal: {json: {}}
                                            doCatch:
                                              - exception: [java.lang.Exception]
                                                steps:
                                                  - to: paho:caught
                                """)
                        .runSteps(
                                """
                                - publish: {topic: in, payload: "{}"}
                                """);

        assertThat(report.coverage())
                .singleElement()
                .satisfies(covered -> assertThat(covered.missed()).containsExactly("12 to"));
    }
}
