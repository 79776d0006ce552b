package io.serai.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.config.ConfigException;
import io.serai.config.ConfigReader;
import io.serai.console.api.flow.FlowApi;
import io.serai.deploy.FlowControlStandIn;
import io.serai.event.Events;
import io.serai.event.RuntimeEvent;
import io.serai.flow.FlowReport;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.observe.Metrics;
import io.serai.recording.RecordConfig;
import io.serai.recording.Recorder;
import io.serai.recording.Recording;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

class ConsoleTest {

    private static final String TOKEN = "a-token-of-this-test";

    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
    private final Health health = new Health();
    private final Counters counters = new Counters();
    private final FlowLog log = new FlowLog(time);
    private final FlowControlStandIn control = new FlowControlStandIn(time);
    private final Events events = new Events();
    @TempDir private Path recordings;
    private Console console;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private Recorder recorder() {
        return new Recorder(recordings, RecordConfig.DEFAULT, events, time, ZoneOffset.UTC, _ -> 1);
    }

    private Console console(int port, Duration answerLimit) {
        return new Console(
                new ConsoleConfig("127.0.0.1", port, recordings),
                new Console.Offer(
                        new HealthApi(
                                health,
                                counters,
                                new Metrics(health, counters, "1.2.3", List.of())),
                        List.of(new FlowApi(control, recorder(), log, time)),
                        List.of(),
                        Optional::empty),
                TOKEN,
                answerLimit);
    }

    @BeforeEach
    void start() {
        control.deployTogether(
                Map.of("lamp.camel.yaml", "lamp one\n", "hall/tank.camel.yaml", "tank\n"), "test");
        control.deployTogether(Map.of("lamp.camel.yaml", "lamp two\n"), "test");
        console = console(0, Duration.ofSeconds(60));
        console.start();
    }

    @AfterEach
    void stop() {
        console.close();
        client.close();
    }

    private HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(console.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return send(request(method, path, ""));
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> command(String path, String body) throws Exception {
        return send(request("POST", path, body).header("Authorization", "Bearer " + TOKEN));
    }

    private JsonNode commanded(String path) throws Exception {
        HttpResponse<String> answer = command(path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private static List<String> texts(JsonNode array, String field) {
        return array.valueStream().map(each -> each.get(field).asText()).toList();
    }

    @Test
    void readyMeansThatEveryPartIs() throws Exception {
        health.up("broker", "listening");
        assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(200);

        health.down("flow tank", "routes/tank.camel.yaml:3: \"x\"");
        counters.add("flow.failures", "tank");
        HttpResponse<String> answer = send("GET", "/health/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("routes/tank.camel.yaml:3: \\\"x\\\"", "\"flow.failures tank\" : 1");
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void nothingElseIsServed() throws Exception {
        assertThat(send("GET", "/console/index.html").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/health/ready/x").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/health/ready").statusCode()).isEqualTo(405);
    }

    @Test
    void aForeignHostNameIsRefused() throws Exception {
        for (String path : List.of("/health/ready", "/api/flows")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n", 0))
                    .isEqualTo("HTTP/1.1 403");
        }
    }

    /// The first line's beginning of what is answered to a head and so many bytes of body.
    private String raw(String head, int bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
            socket.setSoTimeout(5000);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(US_ASCII));
            out.write(new byte[bytes]);
            return new String(socket.getInputStream().readNBytes(12), US_ASCII);
        }
    }

    @Test
    void aRequestThatNamesTwoHostsIsABadRequest() throws Exception {
        for (String second : List.of("localhost", "evil.example")) {
            assertThat(
                            raw(
                                    "GET /health/live HTTP/1.1\r\nHost: localhost\r\nHost: "
                                            + second
                                            + "\r\n\r\n",
                                    0))
                    .isEqualTo("HTTP/1.1 400");
        }
    }

    @Test
    void aPortInUseIsToldWithTheRemedy() {
        var second = console(console.port(), Duration.ofSeconds(1));

        assertThatThrownBy(second::start)
                .isInstanceOf(ConsoleException.class)
                .hasMessageContaining("http.port = " + console.port())
                .hasMessageContaining("0 picks a free one");
    }

    @Test
    void anAddressBeyondLoopbackIsRefused() {
        var reader =
                new ConfigReader(Path.of("."), List.of(), Map.of(), List.of("--http.host=0.0.0.0"));
        ConsoleConfig.read(reader);

        ConfigException refused = catchThrowableOfType(ConfigException.class, reader::finish);

        assertThat(refused)
                .hasMessageContaining("http.host = 0.0.0.0")
                .hasMessageContaining("logins");
    }

    @Test
    void flowsAreShownWithStateVersionAndProblems() throws Exception {
        control.breakOnDisk("tank", 3, "step \"filtre\" is not known");
        control.enterSafeMode("three crashes");
        time.advance(Duration.ofMinutes(1));

        JsonNode all = get("/api/flows");

        assertThat(all.get("time").asText()).isEqualTo("2026-11-21T12:01:00Z");
        assertThat(all.get("safeMode").asText()).isEqualTo("three crashes");
        assertThat(texts(all.get("flows"), "id")).containsExactly("lamp", "tank");
        JsonNode tank = get("/api/flows/tank");
        assertThat(tank).isEqualTo(all.get("flows").get(1));
        assertThat(tank.get("state").asText()).isEqualTo("running");
        assertThat(tank.get("since").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(tank.get("version").asInt()).isEqualTo(1);
        assertThat(tank.get("routes")).hasSize(2);
        assertThat(tank.get("problems").get(0).get("line").asInt()).isEqualTo(3);
        assertThat(tank.get("problems").get(0).get("text").asText())
                .isEqualTo("step \"filtre\" is not known.");
    }

    @Test
    void flowsAreStoppedStartedAndRestarted() throws Exception {
        assertThat(commanded("/api/flows/lamp/stop").get("state").asText()).isEqualTo("stopped");
        assertThat(get("/api/flows/lamp").get("state").asText()).isEqualTo("stopped");
        assertThat(commanded("/api/flows/lamp/start").get("state").asText()).isEqualTo("running");
        time.advance(Duration.ofSeconds(5));
        assertThat(commanded("/api/flows/lamp/restart").get("since").asText())
                .isEqualTo("2026-11-21T12:00:05Z");
    }

    @Test
    void historyIsNewestFirstAndTextsAreAskedForOneByOne() throws Exception {
        JsonNode lamp = get("/api/flows/lamp/history").get("versions");
        assertThat(texts(lamp, "number")).containsExactly("2", "1");
        assertThat(lamp.get(0).has("text")).isFalse();
        assertThat(get("/api/flows/lamp/history?n=1").get("versions")).hasSize(1);
        assertThat(texts(get("/api/versions").get("versions"), "flow"))
                .startsWith("lamp")
                .containsExactlyInAnyOrder("lamp", "lamp", "tank");

        JsonNode first = get("/api/flows/lamp/versions/1");

        assertThat(first.get("text").asText()).isEqualTo("lamp one\n");
        assertThat(first.get("file").asText()).isEqualTo("lamp.camel.yaml");
        assertThat(first.get("kamelets").isObject()).isTrue();
    }

    @Test
    void aRollbackSaysWhoAskedForIt() throws Exception {
        JsonNode rolledBack = commanded("/api/flows/lamp/rollback?by=pi%20at%20home%1b");

        assertThat(rolledBack.get("version").asInt()).isEqualTo(3);
        assertThat(control.texts()).containsEntry("lamp.camel.yaml", "lamp one\n");
        assertThat(get("/api/flows/lamp/versions/3").get("by").asText()).isEqualTo("pi at home");
        commanded("/api/flows/lamp/rollback?version=2");
        assertThat(control.texts()).containsEntry("lamp.camel.yaml", "lamp two\n");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(send("GET", "/api/flows/lmap").body())
                .contains("There is no flow \\\"lmap\\\". Did you mean \\\"lamp\\\"?");
        for (String path :
                List.of(
                        "/api/flows/lmap",
                        "/api/flows/lmap/log",
                        "/api/flows/lmap/history",
                        "/api/flows/lamp/versions/9",
                        "/api/flows/",
                        "/api/",
                        "/api/flow",
                        "/api/flows/lamp/explode")) {
            assertThat(send("GET", path).statusCode()).as(path).isEqualTo(404);
        }
        for (String path : List.of("/api/flows/lmap/stop", "/api/flows/lamp/rollback?version=9")) {
            assertThat(command(path, "").statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void whatCannotBeUnderstoodIsABadRequest() throws Exception {
        for (String path :
                List.of(
                        "/api/versions?n=0",
                        "/api/versions?n=x",
                        "/api/versions?n=99999999999999999999",
                        "/api/flows/lamp/versions/x",
                        "/api/flows/lamp/log?after=-1",
                        "/api/flows/lamp/log?n=501")) {
            HttpResponse<String> answer = send("GET", path);
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(json.readTree(answer.body()).get("error").asText())
                    .contains("must be a whole number from");
        }
        assertThat(raw("GET /api/flows/lamp% HTTP/1.1\r\nHost: localhost\r\n\r\n", 0))
                .isEqualTo("HTTP/1.1 400");
        assertThat(send("GET", "/api/deploy").statusCode()).isEqualTo(405);
        assertThat(command("/api/flows", "").statusCode()).isEqualTo(405);
    }

    @Test
    void whatCannotRunIsAConflictThatNamesThePlace() throws Exception {
        control.deployTogether(Map.of("bell.camel.yaml", "unstartable"), "test");

        HttpResponse<String> answer = command("/api/flows/bell/start", "");

        assertThat(answer.statusCode()).isEqualTo(409);
        JsonNode told = json.readTree(answer.body());
        assertThat(told.get("error").asText()).isEqualTo("bell.camel.yaml:4: port 1 is taken.");
        assertThat(told.get("problems").get(0).get("line").asInt()).isEqualTo(4);
    }

    @Test
    void linesOfAFlowAreReadOnFromTheLastOne() throws Exception {
        log.add("lamp", Level.INFO, "on");
        log.add("lamp", Level.WARN, "off\n\u001b[31m");

        JsonNode lines = get("/api/flows/lamp/log").get("lines");

        assertThat(texts(lines, "text")).containsExactly("on", "off\n\u001b[31m");
        assertThat(texts(lines, "level")).containsExactly("INFO", "WARN");
        long last = lines.get(1).get("number").asLong();
        assertThat(get("/api/flows/lamp/log?after=" + last).get("lines")).isEmpty();
        assertThat(get("/api/flows/lamp/log?n=1").get("lines")).hasSize(1);
        assertThat(get("/api/flows/tank/log").get("lines")).isEmpty();
    }

    @Test
    void filesAreDeployedTogetherOrNotAtAll() throws Exception {
        HttpResponse<String> refused =
                command(
                        "/api/deploy",
                        """
                        {"files": {"good.camel.yaml": "good", "bad.camel.yaml": "a\\nbroken"},
                         "by": "pi"}
                        """);
        assertThat(refused.statusCode()).isEqualTo(409);
        JsonNode told = json.readTree(refused.body());
        assertThat(told.get("error").asText()).isEqualTo("Nothing was deployed.");
        assertThat(told.get("problems").get(0).get("file").asText()).isEqualTo("bad.camel.yaml");
        assertThat(told.get("problems").get(0).get("line").asInt()).isEqualTo(2);
        assertThat(control.texts()).doesNotContainKey("good.camel.yaml");

        HttpResponse<String> done =
                command(
                        "/api/deploy",
                        """
                        {"files": {"good.camel.yaml": "good", "devices.yaml": "devices: []"},
                         "by": "pi"}
                        """);

        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(json.readTree(done.body()).get("deployed").valueStream().map(JsonNode::asText))
                .containsExactly("devices.yaml", "good.camel.yaml");
        assertThat(control.texts()).containsKeys("good.camel.yaml", "devices.yaml");
        assertThat(get("/api/flows/good/versions/1").get("by").asText()).isEqualTo("pi");
    }

    @Test
    void filesThatAreNoPartOfAHouseAreRefused() throws Exception {
        Map<String, String> before = control.texts();

        for (String path :
                List.of("../x.camel.yaml", "/etc/x.camel.yaml", "a/../../x.camel.yaml", "x.sh")) {
            HttpResponse<String> answer =
                    command(
                            "/api/deploy",
                            json.writeValueAsString(Map.of("files", Map.of(path, "text"))));
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(answer.body()).contains(path);
        }
        for (String body :
                List.of(
                        "",
                        "[]",
                        "{",
                        "{\"files\": {}}",
                        "{\"files\": []}",
                        "{\"files\": {\"x.camel.yaml\": 1}}")) {
            assertThat(command("/api/deploy", body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(control.texts()).isEqualTo(before);
    }

    @Test
    void aBodyBeyondTenMegabytesIsRefused() throws Exception {
        String largest =
                json.writeValueAsString(
                        Map.of("files", Map.of("x.camel.yaml", "x".repeat(9_900_000))));
        assertThat(command("/api/deploy", largest).statusCode()).isEqualTo(200);

        // The connection is closed while the rest is sent, which a client may take for a failure.
        assertThat(
                        raw(
                                "POST /api/deploy HTTP/1.1\r\nHost: localhost\r\nContent-Length:"
                                        + " 20000000\r\nAuthorization: Bearer "
                                        + TOKEN
                                        + "\r\n\r\n",
                                Front.MOST_BODY_BYTES + 1))
                .isEqualTo("HTTP/1.1 413");
        assertThat(get("/api/flows/x").get("version").asInt()).isEqualTo(1);
    }

    @Test
    void onlyWhoHasTheTokenCommands() throws Exception {
        assertThat(send("POST", "/api/flows/lamp/stop").statusCode()).isEqualTo(401);
        for (String wrong : List.of("Bearer", "Bearer x", "Basic " + TOKEN, TOKEN, "")) {
            HttpResponse<String> answer =
                    send(
                            request("POST", "/api/flows/lamp/stop", "")
                                    .header("Authorization", wrong));
            assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
            assertThat(answer.body()).contains("control.token").doesNotContain(TOKEN);
        }
        assertThat(send("DELETE", "/api/flows/lamp").statusCode()).isEqualTo(401);

        assertThat(get("/api/flows/lamp").get("state").asText()).isEqualTo("running");
    }

    @Test
    void pagesOfOtherOriginsAreRefused() throws Exception {
        for (String path : List.of("/health/ready", "/api/flows")) {
            for (String origin :
                    List.of("https://evil.example", "null", "http://127.0.0.1:1", "")) {
                assertThat(send(request("GET", path, "").header("Origin", origin)).statusCode())
                        .as(origin)
                        .isEqualTo(403);
            }
            assertThat(send(request("GET", path, "").header("Origin", console.url())).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void requestsBeyondWhatMayWaitAreRefusedAndHealthIsNot() throws Exception {
        CountDownLatch held = control.hold();
        int most = Console.MOST_AT_ONCE + Console.MOST_WAITING;
        List<CompletableFuture<HttpResponse<String>>> under =
                IntStream.range(0, most + 1)
                        .mapToObj(_ ->
                                client.sendAsync(
                                        request("POST", "/api/flows/lamp/stop", "")
                                                .header("Authorization", "Bearer " + TOKEN)
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString()))
                        .toList();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> under.stream().anyMatch(CompletableFuture::isDone));

        assertThat(control.waiting()).isEqualTo(Console.MOST_AT_ONCE);
        assertThat(send("GET", "/api/flows").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);

        held.countDown();
        List<Integer> answers = new ArrayList<>();
        for (var each : under) {
            answers.add(each.get(10, TimeUnit.SECONDS).statusCode());
        }
        assertThat(answers.stream().filter(each -> each == 200)).hasSize(most);
        assertThat(answers.stream().filter(each -> each == 503)).hasSize(1);
        assertThat(get("/api/flows/lamp").get("state").asText()).isEqualTo("stopped");
    }

    @Test
    void whatTakesTooLongIsAnsweredAndGoesOn() throws Exception {
        CountDownLatch held = control.hold();
        try (var impatient = console(0, Duration.ofMillis(100))) {
            impatient.start();
            HttpResponse<String> answer =
                    send(
                            HttpRequest.newBuilder(
                                            URI.create(impatient.url() + "/api/flows/lamp/stop"))
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .header("Authorization", "Bearer " + TOKEN)
                                    .timeout(Duration.ofSeconds(10)));
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("goes on");
        }

        held.countDown();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> control.flows().getFirst().state() == FlowReport.State.STOPPED);
    }

    @Test
    void aFlowIsRecordedUntilItIsToldToStop() throws Exception {
        String path = "/api/flows/lamp/";
        assertThat(send("GET", path + "recording").statusCode()).isEqualTo(404);

        JsonNode begun =
                json.readTree(
                        command(path + "record", "{\"seconds\": 60, \"masks\": [\"pin\"]}").body());
        events.tell(
                new RuntimeEvent.DeviceSet("lamp", "lamp", time.now(), "office-lamp", "on", false));
        JsonNode ended = json.readTree(command(path + "stop-recording", "").body());

        assertThat(begun.path("ended").isNull()).isTrue();
        assertThat(begun.path("until").asText()).isEqualTo("2026-11-21T12:01:00Z");
        assertThat(ended.path("ended").asText()).isEqualTo("asked");
        assertThat(ended.path("events").asInt()).isOne();
        assertThat(Recording.read(Path.of(ended.path("file").asText())).events()).hasSize(1);
        assertThat(send("GET", path + "recording").body()).contains("asked");
    }

    @Test
    void aRecordingThatCannotBeIsRefusedWithItsReason() throws Exception {
        String path = "/api/flows/lamp/record";
        assertThat(command("/api/flows/nobody/record", "").statusCode()).isEqualTo(404);
        assertThat(command(path, "{\"seconds\": 86401}").body()).contains("86400 s");
        assertThat(command(path, "{\"bytes\": 100000001}").body()).contains("100000000 bytes");
        assertThat(command(path, "{\"masks\": [\"a(b\"]}").statusCode()).isEqualTo(400);
        control.stop("lamp");
        assertThat(command(path, "").statusCode()).isEqualTo(409);
        assertThat(command(path, "").body()).contains("does not run");
        control.start("lamp");
        assertThat(command(path, "").statusCode()).isEqualTo(200);

        assertThat(command(path, "").statusCode()).isEqualTo(409);
        assertThat(command(path, "").body()).contains("is being recorded already");
    }
}
