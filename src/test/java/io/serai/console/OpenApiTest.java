package io.serai.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class OpenApiTest {

    private static final Path SOURCES = Path.of("src/main/java/io/serai/console");

    /// How every part of the API says what it answers; see [ApiRoutes#add].
    private static final Pattern ADDED =
            Pattern.compile("\\badd(?:Any)?\\(\\s*\"(GET|PUT|POST|DELETE)\",\\s*\"([^\"]+)\"");

    private static final Pattern REFERENCE = Pattern.compile("#/components/schemas/(\\w+)");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

    private static Set<String> served() throws IOException {
        Set<String> served = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                ADDED.matcher(Files.readString(file))
                        .results()
                        .forEach(found ->
                                served.add(
                                        "%s /api/%s"
                                                .formatted(
                                                        found.group(1),
                                                        found.group(2).replace("...}", "}"))));
            }
        }
        return served;
    }

    private static JsonNode document() throws IOException {
        return new ObjectMapper().readTree(OpenApi.text());
    }

    @Test
    void everythingServedIsDescribedAndNothingElse() throws Exception {
        Set<String> described = new TreeSet<>();
        document()
                .get("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .fieldNames()
                                .forEachRemaining(method -> {
                                    assertThat(METHODS).contains(method);
                                    described.add(
                                            method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                                }));

        assertThat(served()).hasSizeGreaterThan(25);
        assertThat(described).isEqualTo(served());
    }

    @Test
    void pathsNameTheirParametersAndEveryReferenceLeadsSomewhere() throws Exception {
        JsonNode document = document();
        List<String> wrong = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .forEach(operation -> {
                                    Set<String> named = new TreeSet<>();
                                    operation
                                            .path("parameters")
                                            .forEach(each -> {
                                                if (each.get("in").asText().equals("path")) {
                                                    named.add(
                                                            "{" + each.get("name").asText() + "}");
                                                }
                                            });
                                    Set<String> inPath = new TreeSet<>();
                                    Pattern.compile("\\{\\w+}")
                                            .matcher(path.getKey())
                                            .results()
                                            .forEach(each -> inPath.add(each.group()));
                                    if (!named.equals(inPath) || !operation.hasNonNull("summary")) {
                                        wrong.add(path.getKey());
                                    }
                                }));
        JsonNode schemas = document.get("components").get("schemas");

        assertThat(wrong).isEmpty();
        assertThat(document.get("openapi").asText()).startsWith("3.1");
        assertThat(REFERENCE.matcher(document.toString()).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allMatch(schemas::has);
    }
}
