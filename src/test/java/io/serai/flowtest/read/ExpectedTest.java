package io.serai.flowtest.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedTest {

    private static Expected expected(String yaml) {
        return Expected.of(YamlNode.parse(yaml).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    on                                  | on
                    "on"                                | "on"
                    5                                   | 5
                    5                                   | 5.0
                    "5"                                 | 5
                    21.5                                | 21.50
                    true                                | true
                    null                                | null
                    {on: true}                          | {"on":true,"by":"hand"}
                    {a: {b: 1}}                         | {"a":{"b":1,"c":2},"d":3}
                    {a: [1, 2]}                         | {"a":[1,2]}
                    {a: null}                           | {"a":null}
                    {$exactly: {a: 1, b: {c: 2}}}       | {"b":{"c":2},"a":1}
                    {$exactly: {a: {$above: 3}}}        | {"a":4}
                    {a: {$absent: true}}                | {"b":1}
                    {a: {$any: true}}                   | {"a":false}
                    {a: {$not: 5}}                      | {"a":6}
                    {a: {$not: 5}}                      | {}
                    {$in: [1, 2, 3]}                    | 2
                    {a: {$in: [x, {b: 1}]}}             | {"a":{"b":1,"c":2}}
                    {$near: 20, $by: 0.5}               | 20.5
                    {$near: 20, $by: 0.5}               | 19.5
                    {$above: 3}                         | 3.0001
                    {$above: 3, $below: 5}              | 4
                    {$below: 3}                         | -3
                    {$matches: "[a-z]+ \\\\d+"}         | room 12
                    {$matches: "\\\\d+"}                | 12
                    {$contains: led}                    | {"led":"on"}
                    {a: {$contains: 2}}                 | {"a":[1,2,3]}
                    {$contains: read}                   | Dinner is ready
                    {$not: {$contains: error}}          | all is well
                    """)
    void fits(String wanted, String actual) {
        assertThat(expected(wanted).isText(actual)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    on                                  | off
                    on                                  | ON
                    5                                   | 6
                    5                                   | five
                    true                                | 1
                    {on: true}                          | {"on":"true"}
                    {on: true}                          | {"off":true}
                    {on: true}                          | on
                    {a: [1, 2]}                         | {"a":[2,1]}
                    {a: [1]}                            | {"a":[1,2]}
                    {a: null}                           | {}
                    {$exactly: {a: 1}}                  | {"a":1,"b":2}
                    {$exactly: {a: {b: 1}}}             | {"a":{"b":1,"c":2}}
                    {$exactly: {a: 1}}                  | {}
                    {a: {$absent: true}}                | {"a":null}
                    {a: {$any: true}}                   | {}
                    {a: {$not: 5}}                      | {"a":5}
                    {$in: [1, 2]}                       | 3
                    {$near: 20, $by: 0.5}               | 20.51
                    {$near: 20, $by: 0.5}               | warm
                    {a: {$near: 20, $by: 1}}            | {}
                    {$above: 3}                         | 3
                    {$above: 3}                         | high
                    {$below: 3}                         | 3
                    {$below: 3}                         | low
                    {a: {$above: 3}}                    | {}
                    {$above: 3, $below: 5}              | 5
                    {$matches: "[a-z]+"}                | room 12
                    {$contains: lead}                   | {"led":"on"}
                    """)
    void doesNotFit(String wanted, String actual) {
        assertThat(expected(wanted).isText(actual)).isFalse();
    }

    @Test
    void whatIsExpectedIsToldAsItWasWritten() {
        assertThat(expected("on")).hasToString("on");
        assertThat(expected("{led_on: true, level: {$above: 3}}"))
                .hasToString("{\"led_on\":true,\"level\":{\"$above\":3}}");
    }

    @Test
    void aValueThatThereIsNotIsAbsent() {
        assertThat(expected("{$absent: true}").is(null)).isTrue();
        assertThat(expected("{$any: true}").is(null)).isFalse();
        assertThat(expected("5").is(5L)).isTrue();
        assertThat(expected("5").is(null)).isFalse();
    }
}
