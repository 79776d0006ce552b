package io.serai.flowtest.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class TestFileReaderTest {

    private static final Path FILE = Path.of("routes/hall.test.yaml");

    private static TestFile read(String text) {
        return TestFile.parse(FILE, text);
    }

    private static List<String> problems(String text) {
        return read(text).problems().stream().map(Object::toString).toList();
    }

    @Test
    void whatAFileSaysIsRead() {
        TestFile file =
                read(
                        """
                        # a comment
                        - test: one
                          given:
                            at: 2026-03-29T01:30:00+01:00[Europe/Berlin]
                            devices: {lux: 120, lamp: on}
                            retained: [{topic: a, payload: 1}]
                          steps:
                            - publish: {topic: a/b, payload: {on: true}, qos: 2, retained: true, times: 3}
                            - advance: 1h 30m 5s 20ms
                            - expect-nothing
                        - test: two
                          steps: []
                        """);

        assertThat(file.problems()).isEmpty();
        assertThat(file.tests()).extracting(FlowTest::name).containsExactly("one", "two");
        FlowTest one = file.tests().getFirst();
        assertThat(one.line()).isEqualTo(2);
        assertThat(one.given().at()).hasToString("2026-03-29T01:30+01:00[Europe/Berlin]");
        assertThat(one.given().devices())
                .containsEntry("lamp", new FlowTest.DeviceSetting("on", 5));
        assertThat(one.given().retained()).singleElement().matches(each -> each.retained());
        assertThat(one.steps()).extracting(Step::line).containsExactly(8, 9, 10);
        assertThat(one.steps().get(1))
                .isEqualTo(
                        new Step.Advance(9, Duration.ofMinutes(90).plusSeconds(5).plusMillis(20)));
    }

    @Test
    void aPayloadThatIsNoTextIsReadFromBase64() {
        TestFile file =
                read("- test: t\n  steps: [{publish: {topic: a, payload-base64: \"/wc=\"}}]\n");

        assertThat(file.problems()).isEmpty();
        assertThat(file.tests().getFirst().steps())
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.Publish.class,
                        step -> assertThat(step.message().payload()).containsExactly(0xff, 7));
    }

    @Test
    void aFileOfCommentsHasNoTests() {
        assertThat(read("# nothing yet\n").tests()).isEmpty();
        assertThat(read("# nothing yet\n").problems()).isEmpty();
    }

    @Test
    void onlyTestsWithoutAProblemAreLeft() {
        TestFile file =
                read(
                        """
                        - test: broken
                          steps:
                            - expcet: {topic: a}
                            - advance: soon
                        - test: sound
                          steps: [expect-nothing]
                        """);

        assertThat(file.tests()).extracting(FlowTest::name).containsExactly("sound");
        assertThat(file.problems())
                .extracting(Object::toString)
                .satisfiesExactly(
                        each ->
                                assertThat(each)
                                        .startsWith("routes/hall.test.yaml:3: ")
                                        .contains("\"expcet\"", "Did you mean \"expect\"?"),
                        each -> assertThat(each).startsWith("routes/hall.test.yaml:4: "),
                        each ->
                                assertThat(each)
                                        .startsWith("routes/hall.test.yaml:1: ")
                                        .contains("\"broken\" is left out"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    publish: {payload: 1}                       | publish needs topic
                    publish: {topic: a/#, payload: 1}           | a/#
                    publish: {topic: a, qos: 3}                 | qos must be a whole number from 0 to 2
                    publish: {topic: a, times: 0}               | times must be a whole number from 1 to 10000
                    publish: {topic: a, retained: perhaps}      | retained must be true or false
                    publish: {topic: a, paylod: 1}              | Did you mean "payload"?
                    publish: {topic: a, payload-base64: "?"}    | payload-base64 is no Base64
                    publish: {topic: a, payload: b, payload-base64: "Yg=="} | either payload or payload-base64
                    publish: a                                  | publish must be a mapping
                    advance: 4                                  | advance must be a span of time such as 500ms, 4m or 1h 30m, is "4"
                    advance: {to: noon}                         | "noon" is no moment
                    advance: {at: "12:00"}                      | "at" is not known in advance
                    broker: sideways                            | broker must be up or down
                    gateway: off                                | gateway must be up or down
                    set: {device: lux}                          | set needs to
                    break: {reason: tired}                      | break needs device
                    send: {body: x}                             | send needs endpoint
                    expect: {payload: 1}                        | an expectation names what it is about
                    expect: {topic: a/#/b}                      | a/#/b
                    expect: {device: lamp}                      | either is or becomes
                    expect: {device: lamp, is: 1, becomes: 2}   | either is or becomes
                    expect: {device: lamp, is: on, count: 2}    | count is for what happens
                    expect: {variable: x}                       | an expectation on a variable needs is
                    expect: {topic: a, payload: {$like: 1}}     | "$like" is no operator
                    expect: {topic: a, payload: {$matches: "["}} | $matches cannot be used so
                    expect: {topic: a, payload: {$near: 5}}     | $near cannot be used so
                    expect: {topic: a, payload: {$above: much}} | $above cannot be used so
                    expect: {topic: a, within: 5}               | within must be a span of time
                    expect: {topic: a, count: {$above: x}}      | $above cannot be used so
                    expect-in-order: [{device: lamp, is: on}]   | an order is one of things that happen
                    expect-nothing: {for: 1s}                   | "for" is not known in expect-nothing
                    restart: tomorrow                           | restart must be a span of time
                    """)
    void aStepThatCannotBeUsedIsToldWithItsLine(String step, String message) {
        List<String> problems = problems("- test: t\n  steps:\n    - " + step + "\n");

        assertThat(problems.getFirst()).startsWith("routes/hall.test.yaml:3: ").contains(message);
    }

    @Test
    void twoThingsInOneStepAreToldApart() {
        assertThat(problems("- test: t\n  steps:\n    - {advance: 1s, broker: up}\n").getFirst())
                .contains(":3: ", "a step does one thing; this one has advance, broker");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    at: tomorrow                   | "tomorrow" is no moment
                    devicse: {lux: 1}              | Did you mean "devices"?
                    devices: [lux]                 | devices must be a mapping
                    variables: {x: }               | variables must have a value
                    retained: [{payload: 1}]       | retained needs topic
                    answers: [{body: x}]           | an answer needs endpoint
                    start: garden                  | start must be a list
                    """)
    void whatCannotBeGivenIsToldWithItsLine(String given, String message) {
        assertThat(problems("- test: t\n  given:\n    " + given + "\n  steps: []\n").getFirst())
                .startsWith("routes/hall.test.yaml:3: ")
                .contains(message);
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() {
        assertThat(problems("- test: t\n  steps:\n   - {topic: a\n- test: u\n"))
                .singleElement()
                .asString()
                .startsWith("routes/hall.test.yaml:")
                .contains("is no YAML");
        assertThat(problems("- test: t\n  steps: []\n  steps: []\n"))
                .singleElement()
                .asString()
                .contains("is no YAML", "steps");
        assertThat(problems("test: t\nsteps: []\n"))
                .singleElement()
                .asString()
                .contains(":1: ", "a test file must be a list");
    }

    @Test
    void twoTestsOfOneNameAreToldApart() {
        assertThat(problems("- test: t\n  steps: []\n- test: t\n  steps: []\n"))
                .singleElement()
                .asString()
                .contains(":3: ", "two tests are called \"t\"");
    }

    @Test
    void aTestWithoutNameOrStepsIsToldOf() {
        assertThat(problems("- steps: []\n").getFirst()).contains(":1: ", "a test needs test");
        assertThat(problems("- test: t\n").getFirst()).contains(":1: ", "a test needs steps");
    }
}
