package io.serai.console.api;

import static io.serai.deploy.EditedHouse.ROUTE;
import static io.serai.deploy.EditedHouse.TESTS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;

import io.serai.console.ApiAnswer;
import io.serai.console.Asking;
import io.serai.console.Json;
import io.serai.console.LiveFeed;
import io.serai.console.api.flow.FileApi;
import io.serai.console.api.flow.FileChannel;
import io.serai.deploy.EditedHouse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Files, tests and the palette as a page asks for them.
class EditingApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;
    private EditedHouse house;
    private Asking api;

    @BeforeEach
    void open() throws IOException {
        house = new EditedHouse(folder);
        api =
                new Asking(
                        new FileApi(house.deployer.files()),
                        new TestApi(house.deployer.files()),
                        new PaletteApi(house.deployer.nodes()));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private ApiAnswer ask(String method, String path, String body, String... headers) {
        return api.ask(method, path, body, headers);
    }

    private static JsonNode json(ApiAnswer answer, int status) {
        assertThat(answer.status()).as(Asking.text(answer)).isEqualTo(status);
        try {
            return JSON.readTree(answer.content());
        } catch (IOException e) {
            throw new AssertionError(Asking.text(answer), e);
        }
    }

    private JsonNode get(String path) {
        return json(ask("GET", path, ""), 200);
    }

    private static List<String> texts(JsonNode array, String member) {
        return array.valueStream().map(each -> each.path(member).asText()).toList();
    }

    @Test
    void filesAreListedAndReadAsTheyAre() {
        JsonNode files = get("files").path("files");
        assertThat(texts(files, "kind")).containsExactly("flow", "test", "kamelet");

        ApiAnswer read = ask("GET", "files/a.camel.yaml", "");
        assertThat(Asking.text(read)).isEqualTo(ROUTE.formatted("hello"));
        assertThat(read.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(read.headers().get("ETag"))
                .isEqualTo("\"%s\"".formatted(files.path(0).path("etag").asText()));
        assertThat(ask("GET", "files/b.camel.yaml", "").status()).isEqualTo(404);
        assertThat(ask("GET", "files/..%2Fserai.db", "").status()).isEqualTo(400);
    }

    @Test
    void aTextIsCheckedWithoutBeingDeployed() {
        JsonNode sound =
                json(ask("PUT", "files/a.camel.yaml?dry-run=true", ROUTE.formatted("x")), 200);
        assertThat(sound.path("deployed").asBoolean()).isFalse();
        assertThat(sound.path("differs").asBoolean()).isTrue();
        assertThat(sound.path("problems")).isEmpty();
        assertThat(texts(sound.path("picture").path("nodes"), "line"))
                .containsExactly("5", "7", "8", "9");

        JsonNode broken =
                json(
                        ask(
                                "PUT",
                                "files/a.camel.yaml?dry-run=true",
                                ROUTE.formatted("x").replace("paho:", "phao:")),
                        200);
        JsonNode problem = broken.path("problems").path(0);
        assertThat(problem.path("file").asText()).isEqualTo("a.camel.yaml");
        assertThat(problem.path("line").asInt()).isEqualTo(9);

        assertThat(
                        texts(
                                json(ask("PUT", "files/a.camel.yaml?dry-run=true", ""), 200)
                                        .path("problems"),
                                "text"))
                .containsExactly("is empty.");
        assertThat(house.onDisk("a.camel.yaml")).isEqualTo(ROUTE.formatted("hello"));
    }

    @Test
    void aTextIsDeployedWhenTheFileIsAsItWasSeen() {
        String etag = get("files").path("files").path(0).path("etag").asText();
        String mine = ROUTE.formatted("mine").replace("\n", "\r\n");

        JsonNode deployed =
                json(
                        ask(
                                "PUT",
                                "files/a.camel.yaml?by=me",
                                mine,
                                "if-match",
                                "\"" + etag + "\""),
                        200);
        assertThat(deployed.path("deployed").asBoolean()).isTrue();
        assertThat(house.onDisk("a.camel.yaml")).isEqualTo(mine);
        assertThat(get("files").path("files").path(0).path("etag"))
                .isEqualTo(deployed.path("etag"))
                .isNotEqualTo(etag);

        json(ask("PUT", "files/a.camel.yaml", "late", "if-match", "\"" + etag + "\""), 412);
        json(ask("PUT", "files/a.camel.yaml", "new", "if-none-match", "*"), 412);
        json(ask("PUT", "files/a.camel.yaml", ""), 400);
        assertThat(house.onDisk("a.camel.yaml")).isEqualTo(mine);
    }

    @Test
    void aBrokenTextIsNotDeployed() {
        JsonNode refused = json(ask("PUT", "files/a.camel.yaml", "- rout:\n"), 409);

        assertThat(refused.path("error").asText()).isEqualTo("Nothing was deployed.");
        assertThat(refused.path("problems").path(0).path("file").asText())
                .isEqualTo("a.camel.yaml");
        assertThat(house.onDisk("a.camel.yaml")).isEqualTo(ROUTE.formatted("hello"));
    }

    @Test
    void aFlowIsRemovedWithItsFile() {
        json(ask("DELETE", "files/a.camel.yaml?dry-run=true", ""), 200);
        assertThat(house.deployer.flows()).hasSize(1);

        json(ask("DELETE", "files/a.camel.yaml", ""), 200);

        assertThat(house.deployer.flows()).isEmpty();
        assertThat(Files.exists(house.routes.resolve("a.camel.yaml"))).isFalse();
        json(ask("DELETE", "files/a.camel.yaml", ""), 404);
    }

    @Test
    void testsRunWithDraftsAndAreToldOneByOne() throws Exception {
        var told = new Told();
        try (var _ = new TestApi(house.deployer.files()).open(Json.object(), told)) {
            JsonNode passed = json(ask("POST", "tests/a", ""), 200);
            assertThat(passed.path("passed").asInt()).isEqualTo(2);
            assertThat(passed.path("coverage").path("missed")).isEmpty();
        }
        var body = Json.object();
        body.putObject("files")
                .put("a.camel.yaml", ROUTE.formatted("bye"))
                .put("a.test.yaml", TESTS.formatted("bye!", "hello!"));

        JsonNode one = json(ask("POST", "tests/a", body.toString()), 200);

        assertThat(one.path("failed").asInt()).isEqualTo(1);
        JsonNode failed = one.path("tests").path(1);
        assertThat(failed.path("name").asText()).isEqualTo("says it again");
        assertThat(failed.path("line").asInt()).isEqualTo(5);
        assertThat(failed.path("failure").asText()).contains("line 8:", "What happened:", "bye!");
        assertThat(told.next)
                .extracting(each -> each.path("done").asInt() + "/" + each.path("of").asInt())
                .containsExactly("1/2", "2/2");
        json(ask("POST", "tests/b", ""), 404);
        json(ask("POST", "tests/a", "{\"files\": {\"../x\": \"\"}}"), 400);
        json(ask("POST", "tests/a", "{\"files\": {\"a.camel.yaml\": 1}}"), 400);
    }

    @Test
    void thePaletteHasTheHousesKamelets() {
        JsonNode nodes = get("palette").path("nodes");

        assertThat(texts(nodes, "name")).contains("paho-source", "choice", "kamelet-shout");
        JsonNode paho =
                nodes.valueStream()
                        .filter(each -> each.path("name").asText().equals("paho-source"))
                        .findFirst()
                        .orElseThrow();
        assertThat(paho.path("kind").asText()).isEqualTo("source");
        assertThat(paho.path("syntax").asText()).isEqualTo("paho:topic");
        assertThat(paho.path("properties").path(0).toString())
                .contains("\"name\":\"topic\"", "\"in\":\"path\"", "\"required\":true");
        assertThat(paho.path("properties").path(1).toString())
                .contains("\"enum\":[\"0\",\"1\",\"2\"]", "\"default\":\"2\"");
    }

    @Test
    void templatesAreFilledWithWhatIsNamed() {
        assertThat(get("templates").toString()).contains("id: NAME");
        JsonNode filled = get("templates?flow=porch&sensor=lux").path("templates");
        assertThat(filled.toString()).contains("id: porch", "sensor:lux").doesNotContain("NAME");
        json(ask("GET", "templates?flow=a%0Ab", ""), 400);
    }

    @Test
    void theSchemaIsSentOnce() {
        ApiAnswer schema = ask("GET", "schema", "");
        assertThat(Asking.text(schema)).startsWith("{").contains("ProcessorDefinition");

        ApiAnswer again =
                ask(
                        "GET",
                        "schema",
                        "",
                        "if-none-match",
                        schema.headers().getOrDefault("ETag", ""));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.content()).isEmpty();
    }

    @Test
    void aPageHearsWhatChangesOnDisk() throws Exception {
        var channel = new FileChannel(house.deployer.files(), house.time);
        var told = new Told();
        try (var _ = channel.open(Json.object(), told)) {
            assertThat(told.latest)
                    .containsOnlyKeys("a.camel.yaml", "a.test.yaml", "kamelets/shout.kamelet.yaml");

            house.write("b.camel.yaml", ROUTE.formatted("b"));
            Files.delete(house.routes.resolve("a.test.yaml"));

            await().until(() ->
                    told.latest.containsKey("b.camel.yaml")
                            && NullNode.getInstance().equals(told.latest.get("a.test.yaml")));
        }
    }

    private static final class Told implements LiveFeed {
        private final Map<String, JsonNode> latest = new ConcurrentHashMap<>();
        private final List<JsonNode> next = new CopyOnWriteArrayList<>();

        @Override
        public void latest(String key, JsonNode value) {
            latest.put(key, value);
        }

        @Override
        public void next(JsonNode value) {
            next.add(value);
        }
    }
}
