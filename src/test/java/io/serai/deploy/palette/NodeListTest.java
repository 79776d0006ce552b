package io.serai.deploy.palette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.check.RouteCheck;
import io.serai.deploy.palette.PaletteNode.Kind;
import io.serai.flow.Problem;
import io.serai.node.spi.NodeManual;
import io.serai.testing.Bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

class NodeListTest {

    private static final String KAMELET =
            """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: {name: dim-action}
            spec:
              definition:
                title: Dim
                description: Dims a level.
                required: [step]
                properties:
                  step: {title: Step, type: integer, description: How much at a time.}
                  curve: {type: string, enum: [linear, soft], default: soft}
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - log: "{{step}} {{curve}}"
            """;

    /// Of Camel; libraries of tests bring others.
    private static final Set<String> SHIPPED = Set.of("direct", "file", "log", "seda", "timer");

    @TempDir private Path folder;
    private Bench bench;

    @BeforeEach
    void open() {
        bench =
                Bench.withDevices(
                        folder,
                        """
                        devices:
                          - {id: lamp, kind: switch}
                        """);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private List<PaletteNode> all() {
        return new NodeList(bench.factory, () -> Map.of("dim-action", KAMELET)).all();
    }

    private PaletteNode node(String name) {
        return all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    /// What is put into a file is sound at once, but for what only its owner can say.
    @Test
    void whatIsInsertedPassesTheCheck() throws Exception {
        Files.createDirectories(folder.resolve("kamelets"));
        Files.writeString(folder.resolve("kamelets/dim-action.kamelet.yaml"), KAMELET);
        List<String> problems = new ArrayList<>();
        for (PaletteNode each : all()) {
            if (each.group().equals("camel") && !SHIPPED.contains(each.scheme().orElseThrow())) {
                continue;
            }
            problem(each).forEach(text -> problems.add(each.name() + ": " + text));
        }

        assertThat(problems).isEmpty();
    }

    private List<Problem> problem(PaletteNode node) throws IOException {
        String insert = node.insert();
        String text =
                node.kind() == Kind.SOURCE
                        ? insert
                        : "- route:\n    from:\n      uri: direct:in\n      steps:\n"
                                + insert.indent(8);
        if (insert.contains("direct:name") && node.kind() == Kind.SINK) {
            text +=
                    "- route:\n    from:\n      uri: direct:name\n      steps:\n        - stop: {}\n";
        }
        Path file = Files.writeString(folder.resolve("x.camel.yaml"), text);
        return new RouteCheck(bench.factory).checkFiles(List.of(file), folder);
    }

    @Test
    void everyNodeSaysWhatItIs() {
        assertThat(all())
                .flatExtracting(each -> each.scheme().stream().toList())
                .containsAll(SHIPPED);
        assertThat(all()).hasSizeGreaterThan(50);
        assertThat(all()).extracting(PaletteNode::name).doesNotHaveDuplicates();
        assertThat(all())
                .allSatisfy(each -> {
                    assertThat(each.title()).as(each.name()).isNotBlank();
                    assertThat(each.description()).as(each.name()).isNotBlank();
                    assertThat(each.scheme().isPresent()).isNotEqualTo(each.step().isPresent());
                    assertThat(each.properties())
                            .allSatisfy(property ->
                                    assertThat(property.description())
                                            .as("%s %s", each.name(), property.name())
                                            .isNotNull());
                });
    }

    @Test
    void theHousesOwnNodesComeFirst() {
        assertThat(all().subList(0, 8))
                .extracting(PaletteNode::name)
                .containsExactly(
                        "device-source",
                        "device-sink",
                        "paho-source",
                        "paho-sink",
                        "paho-mqtt5-source",
                        "paho-mqtt5-sink",
                        "sensor-source",
                        "simulate-sink");
        assertThat(node("threshold-action").kind()).isEqualTo(Kind.ACTION);
    }

    @Test
    void aSourceOffersNoOptionOfASink() {
        assertThat(node("paho-source").properties())
                .extracting(PaletteProperty::name)
                .contains("topic", "qos", "whenFull")
                .doesNotContain("retained");
        assertThat(node("paho-sink").properties())
                .extracting(PaletteProperty::name)
                .contains("topic", "qos", "retained")
                .doesNotContain("whenFull");
    }

    @Test
    void aKameletOfTheHouseIsANode() {
        PaletteNode dim = node("kamelet-dim-action");

        assertThat(dim.title()).isEqualTo("Dim");
        assertThat(dim.kind()).isEqualTo(Kind.ACTION);
        assertThat(dim.insert())
                .isEqualTo("- to:\n    uri: kamelet:dim-action\n    parameters:\n      step: 0\n");
        assertThat(dim.properties())
                .extracting(
                        PaletteProperty::name,
                        PaletteProperty::type,
                        PaletteProperty::required,
                        each -> each.usual().orElse(""))
                .containsExactly(
                        tuple("step", "integer", true, ""), tuple("curve", "enum", false, "soft"));
    }

    @Test
    void aKameletThatIsNoYamlHidesNoOther() {
        List<PaletteNode> nodes = KameletNodes.of(Map.of("a", "[", "dim-action", KAMELET));

        assertThat(nodes).extracting(PaletteNode::name).containsExactly("kamelet-dim-action");
    }

    @Test
    void everySchemeOfThePaletteHasAManual() {
        assertThat(bench.palette.components("x").keySet())
                .allSatisfy(scheme -> assertThat(NodeManual.of(scheme)).as(scheme).isPresent());
    }
}
