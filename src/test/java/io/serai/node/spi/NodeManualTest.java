package io.serai.node.spi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.runtime.RunningFlow;
import io.serai.testing.Bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The manual says what the nodes take, and the reference page says the same.
class NodeManualTest {

    private static final Map<String, String> PATHS =
            Map.of(
                    "paho", "a/b",
                    "paho-mqtt5", "a/b",
                    "sensor", "light",
                    "device", "lamp",
                    "simulate", "light",
                    "threshold", "dark?below=3");

    @TempDir private Path folder;
    private Bench bench;

    @BeforeEach
    void open() {
        bench = Bench.withLampAndLight(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void everyOptionOfTheManualIsTakenByItsNode() throws Exception {
        List<String> refused = new ArrayList<>();
        for (String scheme : PATHS.keySet()) {
            JsonNode manual = NodeManual.of(scheme).orElseThrow();
            for (var option : manual.path("properties").properties()) {
                if (option.getValue().path("kind").asText().equals("path")
                        || option.getValue().path("type").asText().equals("object")
                        || option.getKey().equals("below")) {
                    continue;
                }
                String value = example(option.getKey(), option.getValue());
                if (!isTaken(scheme, option.getKey(), value)) {
                    refused.add("%s %s=%s".formatted(scheme, option.getKey(), value));
                }
            }
        }

        // Either of below and above; nothing else is refused.
        assertThat(refused).containsExactly("threshold above=7");
    }

    private static String example(String name, JsonNode said) {
        if (said.has("enum")) {
            return said.path("enum").path(0).asText();
        }
        return switch (said.path("type").asText()) {
            case "boolean" -> "true";
            case "duration" -> "7s";
            case "integer", "number" -> "7";
            default -> name.equals("brokerUrl") ? "tcp://127.0.0.1:1" : "text";
        };
    }

    private boolean isTaken(String scheme, String option, String value) throws Exception {
        String path = PATHS.getOrDefault(scheme, "");
        String uri =
                "%s:%s%s%s=%s"
                        .formatted(scheme, path, path.contains("?") ? "&" : "?", option, value);
        var source = FlowSource.of(new FlowFile("x", folder.resolve("x.camel.yaml")), "");
        try (RunningFlow flow = bench.factory.empty(source)) {
            flow.resolveEndpoint(uri);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Test
    void theReferencePageNamesTheSameOptionsAndDefaults() throws Exception {
        String page = Files.readString(Path.of("src/docs/reference/nodes.md"));

        assertThat(tables(page, "`paho:TOPIC`")).isEqualTo(manual("paho"));
        assertThat(tables(page, "`threshold:NAME")).isEqualTo(manual("threshold"));
        assertThat(manual("paho-mqtt5").keySet())
                .containsAll(tables(page, "`paho-mqtt5:TOPIC`").keySet());
        assertThat(page).contains("`sensor:ID?period=5s`", "`initialDelay` (0s)");
        assertThat(manual("sensor")).isEqualTo(Map.of("period", "5s", "initialDelay", "0s"));
    }

    /// Default by option, of the table under a heading; "" where it is told in words.
    private static Map<String, String> tables(String page, String heading) {
        String section = page.substring(page.indexOf("## " + heading));
        section = section.substring(0, section.indexOf("\n## ", 3));
        Map<String, String> options = new TreeMap<>();
        for (String line : section.lines().toList()) {
            if (line.equals("| header | as a source | as a target |")
                    || line.startsWith("| header")) {
                break;
            }
            String[] cells = line.split("\\|", -1);
            if (cells.length < 4 || !cells[1].contains("`")) {
                continue;
            }
            List<String> names =
                    Pattern.compile("`([^`]+)`")
                            .matcher(cells[1])
                            .results()
                            .map(MatchResult::group)
                            .map(each -> each.replace("`", ""))
                            .toList();
            String[] usual = cells[2].split(",", -1);
            for (int i = 0; i < names.size(); i++) {
                String said = (usual.length == names.size() ? usual[i] : usual[0]).strip();
                options.put(names.get(i), plain(said));
            }
        }
        return options;
    }

    private static String plain(String said) {
        String value = said.replace("`", "");
        return value.matches("\\d+|true|false|fail|each|CamelMqttTopic") ? value : "";
    }

    private static Map<String, String> manual(String scheme) {
        Map<String, String> options = new TreeMap<>();
        var names = new TreeSet<>(NodeManual.options(scheme).keySet());
        JsonNode properties = NodeManual.of(scheme).orElseThrow().path("properties");
        names.forEach(
                name -> options.put(name, properties.path(name).path("defaultValue").asText()));
        return options;
    }
}
