package io.serai.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Role;
import io.serai.flow.FlowPicture.Topic;
import io.serai.flow.FlowPicture.Wire;
import io.serai.flow.FlowSource;
import io.serai.testing.Bench;
import io.serai.testing.Sources;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class DrawingTest {

    @TempDir private Path folder;
    private Bench bench;

    @BeforeEach
    void open() {
        bench =
                Bench.withDevices(
                        folder,
                        """
                        devices:
                          - {id: bulb, kind: switch}
                        """);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private FlowPicture picture(String text) throws Exception {
        return picture("hall.camel.yaml", text);
    }

    private FlowPicture picture(String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), text);
        try (RunningFlow flow = bench.factory.build(Sources.of(file))) {
            FlowPicture built = flow.picture();
            flow.prepare();
            assertThat(flow.picture()).as("before and after its start").isEqualTo(built);
            return built;
        }
    }

    private static List<String> wires(FlowPicture picture) {
        return picture.wires().stream().map(DrawingTest::text).toList();
    }

    private static String text(Wire wire) {
        String way =
                switch (wire.way()) {
                    case MAIN -> " -> ";
                    case BRANCH -> " => ";
                    case ERROR -> " !> ";
                    case CALL -> " () ";
                };
        String label = wire.label() == null ? "" : " " + wire.label();
        return (wire.from() + way + wire.to() + label).replace("hall:", "");
    }

    @Test
    void stepsAreNodesWithWhatTheirAddressesName() throws Exception {
        FlowPicture picture =
                picture(
                        """
                        - route:
                            id: hall
                            from:
                              uri: paho:+/telemetry
                              parameters: {qos: 1, userName: hall, password: much-secret}
                              steps:
                                - setBody:
                                    description: Says that it is on
                                    constant: "on"
                                - setHeader: {name: Room, constant: hall}
                                - to: device:bulb
                                - toD: paho:${header.Room}/state
                                - to: paho:lights/hall?brokerUrl=tcp://attic:1884&userName=pi&password=much-secret
                        """);

        assertThat(picture.nodes())
                .extracting(Node::id, Node::line, Node::role, Node::label)
                .containsExactly(
                        tuple("hall:0", 4, Role.SOURCE, "paho +/telemetry"),
                        tuple("hall:1", 7, Role.ACTION, "Says that it is on"),
                        tuple("hall:2", 10, Role.ACTION, "set header Room"),
                        tuple("hall:3", 11, Role.SINK, "device bulb"),
                        tuple("hall:4", 12, Role.SINK, "paho ${header.Room}/state"),
                        tuple("hall:5", 13, Role.SINK, "paho lights/hall"));
        assertThat(picture.nodes())
                .extracting(Node::topic)
                .containsExactly(
                        new Topic("+/telemetry", true, null),
                        null,
                        null,
                        null,
                        null,
                        new Topic("lights/hall", false, "attic:1884"));
        assertThat(picture.nodes().get(3).device()).isEqualTo("bulb");
        assertThat(picture.toString()).doesNotContain("much-secret");
        assertThat(wires(picture))
                .containsExactly("0 -> 1", "1 -> 2", "2 -> 3", "3 -> 4", "4 -> 5");
    }

    @Test
    void branchesJoinInTheNextStep() throws Exception {
        FlowPicture picture =
                picture(
                        """
                        - route:
                            id: hall
                            from:
                              uri: direct:in
                              steps:
                                - choice:
                                    when:
                                      - simple: ${body} > 3
                                        steps:
                                          - setBody: {constant: high}
                                      - simple: ${body} > 1
                                        steps:
                                          - setBody: {constant: middle}
                                    otherwise:
                                      steps:
                                        - stop: {}
                                - filter:
                                    simple: ${body} == 'high'
                                    steps:
                                      - to: mock:high
                                - to: mock:out
                        """);

        assertThat(picture.nodes())
                .extracting(Node::type)
                .containsExactly(
                        "from",
                        "choice",
                        "when",
                        "setBody",
                        "when",
                        "setBody",
                        "otherwise",
                        "stop",
                        "filter",
                        "to",
                        "to");
        assertThat(wires(picture))
                .containsExactly(
                        "0 -> 1",
                        "1 => 2",
                        "2 -> 3",
                        "1 => 4",
                        "4 -> 5",
                        "1 => 6",
                        "6 -> 7",
                        "3 -> 8",
                        "5 -> 8",
                        "8 => 9 holds",
                        "9 -> 10",
                        "8 -> 10 does not hold");
        assertThat(picture.nodes().get(4).detail()).isEqualTo("${body} > 1");
    }

    @Test
    void failuresCallsAndCollectedMessagesHaveWiresOfTheirOwn() throws Exception {
        FlowPicture picture =
                picture(
                        """
                        - onException:
                            exception: [java.lang.IllegalStateException]
                            handled: {constant: "true"}
                            steps:
                              - to: mock:failed
                        - route:
                            id: hall
                            from:
                              uri: direct:in
                              steps:
                                - doTry:
                                    steps:
                                      - to: mock:tried
                                    doCatch:
                                      - exception: [java.io.IOException]
                                        steps:
                                          - log: caught
                                    doFinally:
                                      steps:
                                        - log: last
                                - aggregate:
                                    correlationExpression: {constant: all}
                                    completionSize: 2
                                    aggregationStrategy: "#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy"
                                    steps:
                                      - to: direct:say
                                - wireTap: {uri: "direct:say"}
                        - route:
                            id: say
                            from:
                              uri: direct:say
                              steps:
                                - to: mock:said
                        """);

        assertThat(wires(picture))
                .containsExactly(
                        "0 -> 1",
                        "1 -> 2",
                        "1 !> 3",
                        "3 -> 4",
                        "2 -> 5",
                        "4 -> 5",
                        "5 -> 6",
                        "6 -> 7",
                        "7 => 8 collected",
                        "7 -> 9",
                        "0 !> 10",
                        "10 -> 11",
                        "say:0 -> say:1",
                        "say:0 !> say:2",
                        "say:2 -> say:3",
                        "8 () say:0",
                        "9 () say:0");
    }

    @Test
    void aKameletIsOneNode() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("hall.camel.yaml"),
                        """
                        - route:
                            id: hall
                            from:
                              uri: direct:in
                              steps:
                                - to: kamelet:shout-action
                        """);
        var source = Sources.of(file);
        var withKamelet =
                new FlowSource(
                        source.file(),
                        source.text(),
                        Map.of(
                                "shout-action",
                                """
                                apiVersion: camel.apache.org/v1
                                kind: Kamelet
                                metadata: {name: shout-action}
                                spec:
                                  definition: {title: Shout}
                                  template:
                                    from:
                                      uri: kamelet:source
                                      steps:
                                        - setBody: {simple: "${body}!"}
                                """),
                        Map.of());

        try (RunningFlow flow = bench.factory.build(withKamelet)) {
            flow.prepare();

            assertThat(flow.context().getRoutes()).hasSizeGreaterThan(1);
            assertThat(flow.picture().nodes())
                    .extracting(Node::id, Node::role)
                    .containsExactly(tuple("hall:0", Role.SOURCE), tuple("hall:1", Role.ACTION));
        }
    }

    @Test
    void codeOfAJavaRouteIsCalledThatAndNoLineOfAnotherFileIsShown() throws Exception {
        String text =
                """
                import org.apache.camel.builder.RouteBuilder;
                import org.apache.camel.model.dataformat.JsonLibrary;

                public class Hall extends RouteBuilder {
                    @Override
                    public void configure() {
                        from("direct:in").routeId("hall")
                                .unmarshal().json(JsonLibrary.Jackson)
                                .filter(exchange -> exchange.getIn().getBody() != null)
                                    .validate(header("light").isLessThan(5))
                                .end()
                                .setBody(exchange -> 7)
                                .choice().when(simple("${body} > 3")).to("device:bulb").end();
                    }
                }
                """;

        FlowPicture picture = picture("Hall.java", text);

        assertThat(picture.nodes().stream().map(Node::label))
                .contains(
                        "unmarshal json",
                        "filter (Java)",
                        "validate header{light} < 5",
                        "when ${body} > 3");
        assertThat(picture.nodes().stream().map(each -> each.label() + " " + each.detail()))
                .noneMatch(each -> each.contains("null") || each.contains("Lambda"));
        assertThat(picture.nodes().stream().map(Node::line))
                .allMatch(line -> line <= text.lines().count());
    }
}
