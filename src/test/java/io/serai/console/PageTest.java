package io.serai.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.console.api.flow.FlowApi;
import io.serai.deploy.FlowControlStandIn;
import io.serai.event.Events;
import io.serai.flow.FlowReport;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.observe.Metrics;
import io.serai.recording.RecordConfig;
import io.serai.recording.Recorder;
import io.serai.time.VirtualTimekeeper;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/// What a browser gets: the page, what changes, web files of the owner, MQTT over WebSocket.
class PageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
    private final FlowControlStandIn control = new FlowControlStandIn(time);
    private final Ticks ticks = new Ticks();
    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir private Path folder;
    private Optional<URI> broker = Optional.empty();
    private Console console;

    /// A channel that tells whatever the test wants.
    private static final class Ticks implements LiveChannel {
        final BlockingQueue<LiveFeed> feeds = new LinkedBlockingQueue<>();
        final AtomicInteger open = new AtomicInteger();
        final CountDownLatch mayOpen = new CountDownLatch(1);

        @Override
        public String name() {
            return "ticks";
        }

        @Override
        public AutoCloseable open(JsonNode request, LiveFeed feed) {
            if (request.has("impossible")) {
                throw RefusedException.badRequest("there are no such ticks");
            }
            if (request.has("later")) {
                awaitLeave();
            }
            open.incrementAndGet();
            feeds.add(feed);
            return open::decrementAndGet;
        }

        private void awaitLeave() {
            try {
                assertThat(mayOpen.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void start() {
        control.deployTogether(Map.of("lamp.camel.yaml", "lamp\n"), "test");
        var recorder =
                new Recorder(
                        folder.resolve("recordings"),
                        RecordConfig.DEFAULT,
                        new Events(),
                        time,
                        ZoneOffset.UTC,
                        _ -> 1);
        console =
                new Console(
                        new ConsoleConfig("127.0.0.1", 0, folder.resolve("www")),
                        new Console.Offer(
                                healthApi(),
                                List.of(new FlowApi(control, recorder, new FlowLog(time), time)),
                                List.of(ticks),
                                () -> broker),
                        "token");
        console.start();
    }

    private static HealthApi healthApi() {
        var health = new Health();
        var counters = new Counters();
        return new HealthApi(health, counters, new Metrics(health, counters, "1.2.3", List.of()));
    }

    @AfterEach
    void stop() {
        console.close();
        client.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(console.url() + path))
                .timeout(Duration.ofSeconds(10));
    }

    private <T> HttpResponse<T> send(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) throws Exception {
        return client.send(request.build(), handler);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    /// Takes what comes, as texts.
    private static final class Listening implements WebSocket.Listener {
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                texts.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        JsonNode next() throws Exception {
            String came = texts.poll(10, TimeUnit.SECONDS);
            assertThat(came).as("what came within 10 s").isNotNull();
            return JSON.readTree(came);
        }
    }

    private WebSocket live(WebSocket.Listener listener) {
        return client.newWebSocketBuilder()
                .buildAsync(socket("/api/live"), listener)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private URI socket(String path) {
        return URI.create(console.url().replaceFirst("http", "ws") + path);
    }

    private LiveFeed fed() throws InterruptedException {
        LiveFeed feed = ticks.feeds.poll(10, TimeUnit.SECONDS);
        assertThat(feed).isNotNull();
        return feed;
    }

    @Test
    void thePageIsServedWithAPolicyThatAdmitsNothingForeign() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<serai-console>").doesNotContain("<script>", "style=");
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(get("/main.js").statusCode()).isEqualTo(200);
        assertThat(get("/style.css").statusCode()).isEqualTo(200);
    }

    @Test
    void whoDoesNotTakeGzipGetsTheFileAsItIs() throws Exception {
        byte[] file;
        try (var in = requireNonNull(PageTest.class.getResourceAsStream("/console/main.js"))) {
            file = in.readAllBytes();
        }

        HttpResponse<byte[]> plain =
                send(request("/main.js"), HttpResponse.BodyHandlers.ofByteArray());
        HttpResponse<byte[]> compressed =
                send(
                        request("/main.js").header("Accept-Encoding", "gzip"),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(plain.body()).isEqualTo(file);
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(plain.headers().firstValue("Content-Length")).hasValue("" + file.length);
        assertThat(compressed.body()).hasSizeLessThan(file.length);
        for (String same : List.of("ETag", "Vary", "Content-Type", "Cache-Control")) {
            assertThat(plain.headers().allValues(same))
                    .as(same)
                    .hasSize(1)
                    .isEqualTo(compressed.headers().allValues(same));
        }
    }

    @Test
    void thePageComesCompressedAndJustOnce() throws Exception {
        HttpResponse<byte[]> first =
                send(
                        request("/main.js").header("Accept-Encoding", "gzip, br"),
                        HttpResponse.BodyHandlers.ofByteArray());
        String etag = first.headers().firstValue("ETag").orElseThrow();

        assertThat(first.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(first.body()))) {
            assertThat(new String(plain.readAllBytes(), UTF_8)).isEqualTo(get("/main.js").body());
        }
        assertThat(
                        send(
                                        request("/main.js").header("If-None-Match", etag),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(304);
    }

    @Test
    void whatIsNotOfThePageIsNotServed() throws Exception {
        for (String path :
                List.of(
                        "/../logback.xml",
                        "/%2e%2e/logback.xml",
                        "/chunk/../../logback.xml",
                        "/logback.xml",
                        "/.bundled",
                        "/io/serai/app/Main.class",
                        "/chunk",
                        "//main.js")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(
                        send(
                                        request("/").POST(HttpRequest.BodyPublishers.noBody()),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(405);
    }

    @Test
    void thePageCommandsWithWhatItWasGivenAndNobodyElseDoes() throws Exception {
        String given = get("/").headers().firstValue("Set-Cookie").orElseThrow();
        String cookie = given.substring(0, given.indexOf(';'));
        assertThat(given).contains("HttpOnly", "SameSite=Strict");

        assertThat(stopLamp(console.url(), "")).isEqualTo(401);
        assertThat(stopLamp(console.url(), cookie + "x")).isEqualTo(401);
        assertThat(stopLamp("http://evil.example", cookie)).isEqualTo(403);
        assertThat(control.flows().getFirst().state()).isEqualTo(FlowReport.State.RUNNING);

        assertThat(stopLamp(console.url(), cookie)).isEqualTo(200);
        assertThat(control.flows().getFirst().state()).isEqualTo(FlowReport.State.STOPPED);
    }

    private int stopLamp(String origin, String cookie) throws Exception {
        return send(
                        request("/api/flows/lamp/stop")
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .header("Origin", origin)
                                .header("Cookie", cookie),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void aPageIsToldTheLatestAndEveryOneOfASequence() throws Exception {
        var listening = new Listening();
        WebSocket page = live(listening);
        page.sendText("{\"sub\": 7, \"channel\": \"ticks\", \"wish\": {}}", true).join();
        LiveFeed feed = fed();

        feed.latest("a", JSON.readTree("1"));
        feed.next(JSON.readTree("\"x\""));
        feed.next(JSON.readTree("\"y\""));

        JsonNode latest = JSON.createObjectNode();
        List<String> sequence = new ArrayList<>();
        while (sequence.size() < 2) {
            JsonNode frame = listening.next();
            assertThat(frame.path("sub").asInt()).isEqualTo(7);
            latest = frame.has("latest") ? frame.get("latest") : latest;
            frame.path("next").forEach(each -> sequence.add(each.asText()));
        }
        assertThat(latest.path("a").asInt()).isOne();
        assertThat(sequence).containsExactly("x", "y");
        page.sendText("{\"unsub\": 7}", true).join();
        await().atMost(Duration.ofSeconds(10)).until(() -> ticks.open.get() == 0);
    }

    @Test
    void aPageThatLeavesIsFollowedNoMore() throws Exception {
        WebSocket page = live(new Listening());
        page.sendText("{\"sub\": 1, \"channel\": \"ticks\"}", true).join();
        page.sendText("{\"sub\": 2, \"channel\": \"ticks\"}", true).join();
        await().atMost(Duration.ofSeconds(10)).until(() -> ticks.open.get() == 2);

        page.abort();

        await().atMost(Duration.ofSeconds(10)).until(() -> ticks.open.get() == 0);
    }

    @Test
    void whatIsWishedAllAtOnceIsOpenedOneAfterTheOther() throws Exception {
        var listening = new Listening();
        WebSocket page = live(listening);
        int requests = Console.MOST_AT_ONCE + Console.MOST_WAITING + 20;
        for (int sub = 1; sub <= requests; sub++) {
            page.sendText(
                            "{\"sub\": %d, \"channel\": \"ticks\", \"wish\": {\"later\": true}}"
                                    .formatted(sub),
                            true)
                    .join();
        }
        page.sendText("{\"sub\": 1000, \"channel\": \"none\"}", true).join();
        assertThat(listening.next().path("sub").asInt()).as("all were taken in").isEqualTo(1000);

        ticks.mayOpen.countDown();

        await().atMost(Duration.ofSeconds(10)).until(() -> ticks.open.get() == requests);
        assertThat(listening.texts).isEmpty();
    }

    @Test
    void nothingIsLeftOfManyPagesThatComeAndGo() throws Exception {
        for (int round = 0; round < 4; round++) {
            List<WebSocket> pages = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                WebSocket page = live(new Listening());
                for (int sub = 1; sub <= 4; sub++) {
                    page.sendText("{\"sub\": %d, \"channel\": \"ticks\"}".formatted(sub), true)
                            .join();
                }
                page.sendText("{\"unsub\": 2}", true).join();
                pages.add(page);
            }
            for (WebSocket page : pages) {
                page.abort(); // its channels may be opening just now
            }
        }
        // One that was about to be opened when its page left counts as well.
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    assertThat(ticks.feeds).hasSizeGreaterThan(100);
                    assertThat(ticks.open.get()).isZero();
                });
    }

    @Test
    void aWishThatCannotBeMetIsAnsweredAndTheOthersGoOn() throws Exception {
        var listening = new Listening();
        WebSocket page = live(listening);

        page.sendText("{\"sub\": 1, \"channel\": \"tocks\"}", true).join();
        assertThat(listening.next().path("error").asText()).contains("no such channel", "ticks");
        page.sendText("{\"sub\": 2, \"channel\": \"ticks\", \"wish\": {\"impossible\": 1}}", true)
                .join();
        assertThat(listening.next().path("error").asText()).isEqualTo("there are no such ticks");
        page.sendText("{nonsense", true).join();
        assertThat(listening.next().path("error").asText()).contains("please");
        page.sendText("{\"sub\": 3, \"channel\": \"ticks\"}", true).join();
        fed().next(JSON.readTree("5"));

        assertThat(listening.next().path("next").get(0).asInt()).isEqualTo(5);
    }

    @Test
    void aSlowPageGetsTheLatestAndACountOfWhatItMissed() throws Exception {
        var subscription = new LiveSubscription(1);
        int told = LiveSubscription.MOST_WAITING + 234;
        for (int i = 0; i < told; i++) {
            subscription.next(JSON.getNodeFactory().numberNode(i));
            subscription.latest("value", JSON.getNodeFactory().numberNode(i));
        }

        JsonNode frame = requireNonNull(subscription.frame());

        assertThat(frame.path("missed").asInt()).isEqualTo(234);
        assertThat(frame.path("next")).hasSize(LiveSubscription.MOST_WAITING);
        assertThat(frame.path("next").get(0).asInt()).isEqualTo(234);
        assertThat(frame.path("latest").path("value").asInt()).isEqualTo(told - 1);
        assertThat(subscription.frame()).isNull();
    }

    @Test
    void aPageThatDoesNotReadHoldsUpNobody() throws Exception {
        var quiet =
                new WebSocket.Listener() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        // Asks for nothing, so the socket's buffers fill.
                    }
                };
        WebSocket page = live(quiet);
        page.sendText("{\"sub\": 1, \"channel\": \"ticks\"}", true).join();
        LiveFeed feed = fed();
        JsonNode large = JSON.getNodeFactory().textNode("x".repeat(10_000));

        for (int i = 0; i < 20_000; i++) {
            feed.next(large); // 200 MB, of which none is kept for it beyond a bound
        }

        var listening = new Listening();
        WebSocket other = live(listening);
        other.sendText("{\"sub\": 1, \"channel\": \"ticks\"}", true).join();
        fed().next(JSON.readTree("1"));
        assertThat(listening.next().path("next").get(0).asInt()).isOne();
        page.abort();
    }

    @Test
    void aForeignPageFollowsNothing() {
        for (String path : List.of("/api/live", "/mqtt")) {
            assertThat(refusal(path, "http://evil.example")).as(path).isEqualTo(403);
        }
    }

    /// The status with which a WebSocket is refused.
    private int refusal(String path, String origin) {
        var refused =
                catchThrowableOfType(
                        CompletionException.class,
                        () ->
                                client.newWebSocketBuilder()
                                        .header("Origin", origin)
                                        .buildAsync(socket(path), new Listening())
                                        .join());
        assertThat(refused.getCause()).isInstanceOf(WebSocketHandshakeException.class);
        return ((WebSocketHandshakeException) requireNonNull(refused.getCause()))
                .getResponse()
                .statusCode();
    }

    @Test
    void theOwnersWebFilesAreServedAsTheyAre() throws Exception {
        Path www = Files.createDirectories(folder.resolve("www/lib"));
        Files.writeString(folder.resolve("www/index.html"), "<script>mine</script>");
        Files.writeString(www.resolve("a b.js"), "js");
        Files.write(www.resolve("plan.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.writeString(folder.resolve("www/.hidden"), "hidden");
        Files.createSymbolicLink(folder.resolve("www/link.txt"), folder.resolve("secret.txt"));

        assertThat(get("/www/").body()).isEqualTo("<script>mine</script>");
        assertThat(get("/www/").headers().firstValue("Content-Security-Policy")).isEmpty();
        assertThat(get("/www/lib/a%20b.js").body()).isEqualTo("js");
        assertThat(get("/www/lib/plan.png").headers().firstValue("Content-Type"))
                .as("as pictures of a dashboard are")
                .hasValue("image/png");
        for (String path :
                List.of(
                        "/www/../secret.txt",
                        "/www/%2e%2e/secret.txt",
                        "/www/lib/%2e%2e/%2e%2e/secret.txt",
                        "/www//etc/passwd",
                        "/www/.hidden",
                        "/www/link.txt",
                        "/www/nothing.html",
                        "/www/lib")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void mqttOverWebSocketLeadsToTheBrokerByteByByte() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            broker = Optional.of(URI.create("tcp://127.0.0.1:" + listener.getLocalPort()));
            BlockingQueue<Byte> came = new LinkedBlockingQueue<>();
            var bytes =
                    new WebSocket.Listener() {
                        @Override
                        public @Nullable CompletionStage<?> onBinary(
                                WebSocket s, ByteBuffer data, boolean last) {
                            while (data.hasRemaining()) {
                                came.add(data.get());
                            }
                            s.request(1);
                            return null;
                        }
                    };

            WebSocket page =
                    client.newWebSocketBuilder()
                            .subprotocols("mqtt")
                            .buildAsync(socket("/mqtt"), bytes)
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join();
            page.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();

            try (Socket asBroker = listener.accept()) {
                assertThat(page.getSubprotocol()).isEqualTo("mqtt");
                assertThat(asBroker.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
                asBroker.getOutputStream().write(new byte[] {9, 8});
                assertThat(came.poll(10, TimeUnit.SECONDS)).isEqualTo((byte) 9);
                assertThat(came.poll(10, TimeUnit.SECONDS)).isEqualTo((byte) 8);
            }
            await().atMost(Duration.ofSeconds(10)).until(page::isInputClosed);
        }
    }

    @Test
    void withoutABrokerMqttIsRefused() {
        assertThat(refusal("/mqtt", console.url())).isEqualTo(503);
    }
}
