package io.serai.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.serai.event.Events;
import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.Content;
import io.serai.event.RuntimeEvent.ContentCame;
import io.serai.event.RuntimeEvent.ContentSent;
import io.serai.event.RuntimeEvent.DeviceChanged;
import io.serai.event.RuntimeEvent.DeviceRead;
import io.serai.event.RuntimeEvent.DeviceSet;
import io.serai.event.RuntimeEvent.DeviceSimulated;
import io.serai.event.RuntimeEvent.Message;
import io.serai.event.RuntimeEvent.MessageCame;
import io.serai.event.RuntimeEvent.MessagePublished;
import io.serai.flow.FlowInUse;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RecorderTest {

    private static final String BROKER = "tcp://127.0.0.1:1883";
    private static final FlowInUse FLOW =
            new FlowInUse(
                    "lamp",
                    3,
                    Instant.parse("2026-11-21T11:00:00Z"),
                    "hall/lamp.camel.yaml",
                    "- route:\n    id: lamp\n",
                    Map.of("ring", "kind: Kamelet\n"),
                    Map.of("dark", "300", "db.password", "hunter2"));

    @TempDir private Path folder;
    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00.000000001Z"));
    private final Events events = new Events();
    private int version = 3;
    private Recorder recorder;

    @BeforeEach
    void open() {
        recorder =
                new Recorder(
                        folder.resolve("recordings"),
                        RecordConfig.DEFAULT,
                        events,
                        time,
                        ZoneId.of("Europe/Berlin"),
                        _ -> version);
    }

    @AfterEach
    void close() {
        recorder.close();
    }

    private RecordingStatus start(String... masks) {
        return recorder.start(FLOW, Duration.ofHours(1), 1_000_000, List.of(masks));
    }

    private Recording stopped() {
        return Recording.read(recorder.stop("lamp").orElseThrow().file());
    }

    private static Message message(String topic, byte[] payload, int qos) {
        return new Message(topic, payload, qos, false, false, Map.of());
    }

    private RuntimeEvent came(String payload) {
        return new MessageCame(
                "lamp", "lamp", time.now(), BROKER, message("lamp", payload.getBytes(UTF_8), 1));
    }

    private String recorded(RuntimeEvent event, String... masks) throws Exception {
        start(masks);
        events.tell(event);
        Path file = recorder.stop("lamp").orElseThrow().file();
        return Files.readAllLines(file).get(1);
    }

    private String payload(String payload, String... masks) throws Exception {
        return RecordingJson.parse(recorded(came(payload), masks)).path("payload").asText();
    }

    @Test
    void whatWasRecordedIsReadAsItHappened() {
        byte[] noText = {(byte) 0xff, 0, 1};
        Map<String, List<String>> properties =
                Map.of("content-type", List.of("text/plain"), "user/a", List.of("1", "2"));
        Instant now = time.now();
        List<RuntimeEvent> all =
                List.of(
                        new MessageCame(
                                "lamp",
                                "in",
                                now,
                                BROKER,
                                new Message(
                                        "a/ü", "ü\n".getBytes(UTF_8), 2, true, true, properties)),
                        new MessagePublished(
                                "lamp", "", now, BROKER, message("b", noText, 0), true),
                        new MessagePublished(
                                "lamp", "x", now, BROKER, message("c", new byte[0], 0), false),
                        new DeviceRead("lamp", "in", now, "light", "21.5"),
                        new DeviceChanged("lamp", "in", now, "bell", "on"),
                        new DeviceSet("lamp", "in", now, "led", "100", false),
                        new DeviceSet("lamp", "in", now, "led", "0", true),
                        new DeviceSimulated("lamp", "in", now, "light", "7", false),
                        new ContentCame(
                                "lamp",
                                "in",
                                now,
                                new Content("file:in", Map.of("a", "b"), Optional.of(noText))),
                        new ContentSent(
                                "lamp",
                                "in",
                                now,
                                new Content("file:out", Map.of(), Optional.empty()),
                                true));
        start();

        all.forEach(events::tell);
        events.tell(new DeviceSet("tank", "tank", now, "pump", "on", false));
        version = 4;
        Recording recording = stopped();

        assertThat(recording.events()).isEqualTo(all);
        assertThat(recording.header().begin()).isEqualTo(now);
        assertThat(recording.header().zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(recording.header().flow())
                .isEqualTo(
                        new FlowInUse(
                                FLOW.flow(),
                                FLOW.version(),
                                FLOW.since(),
                                FLOW.file(),
                                FLOW.text(),
                                FLOW.kamelets(),
                                Map.of("dark", "300", "db.password", "***")));
        assertThat(recording.end()).contains(new RecordingEnd(now, "asked", 10, 0, 4));
        assertThat(recording.isWhole()).isTrue();
    }

    @Test
    void theFileIsNamedByFlowAndTimeAndIsItsOwnersAlone() throws Exception {
        Path file = start().file();
        assertThat(file.getFileName()).hasToString("lamp-20261121-130000.jsonl");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        recorder.stop("lamp");
        assertThat(start().file().getFileName()).hasToString("lamp-20261121-130000-2.jsonl");
    }

    @Test
    void itEndsWhenItsTimeIsOver() {
        start();
        events.tell(came("on"));

        time.advance(Duration.ofHours(1));

        RecordingStatus status = recorder.status("lamp").orElseThrow();
        assertThat(status.ended()).contains("time");
        assertThat(events.isWanted("lamp")).isFalse();
        assertThat(Recording.read(status.file()).events()).hasSize(1);
    }

    @Test
    void itEndsBeforeItBecomesTooLargeAndItsFileIsWhole() throws Exception {
        recorder.start(FLOW, Duration.ofHours(1), 3000, List.of());

        for (int i = 0; i < 100; i++) {
            events.tell(came("x".repeat(100)));
        }
        await().until(() -> recorder.status("lamp").orElseThrow().ended().isPresent());

        RecordingStatus status = recorder.status("lamp").orElseThrow();
        assertThat(status.ended()).contains("size");
        assertThat(Files.size(status.file())).isEqualTo(status.bytes()).isLessThan(3000);
        Recording recording = Recording.read(status.file());
        assertThat(recording.events()).hasSizeGreaterThan(3).hasSize((int) status.events());
        assertThat(recording.end()).map(RecordingEnd::why).contains("size");
    }

    @Test
    void whatIsWrittenIsOnDiskWithinASecond() throws Exception {
        Path file = start().file();
        events.tell(came("on"));
        await().until(() -> recorder.status("lamp").orElseThrow().events() == 1);

        time.advance(Duration.ofSeconds(1));

        assertThat(Recording.read(file).events()).hasSize(1);
        assertThat(Recording.read(file).end()).isEmpty();
    }

    @Test
    void aFileThatWasCutOffIsReadUpToThere() throws Exception {
        start();
        events.tell(came("one"));
        events.tell(came("two"));
        Path file = recorder.stop("lamp").orElseThrow().file();
        String whole = Files.readString(file);

        Files.writeString(file, whole.substring(0, whole.indexOf("two")));

        Recording recording = Recording.read(file);
        assertThat(recording.events()).hasSize(1);
        assertThat(recording.isWhole()).isFalse();
    }

    @Test
    void whatIsNoRecordingIsToldWithItsLine() throws Exception {
        start();
        events.tell(came("one"));
        Path file = recorder.stop("lamp").orElseThrow().file();
        List<String> lines = Files.readAllLines(file);

        Files.write(file, List.of(lines.get(0), "rubbish", lines.get(1), lines.get(2)));
        assertThatThrownBy(() -> Recording.read(file)).hasMessage(file + ":2: is not JSON.");

        Files.write(
                file,
                List.of(lines.get(0), lines.get(1).replace("message", "smell"), lines.get(2)));
        assertThatThrownBy(() -> Recording.read(file)).hasMessageContaining(":2: \"smell in\"");

        Files.write(file, List.of(lines.get(0), lines.get(1).replace("\"qos\":", "\"qos\":7")));
        assertThatThrownBy(() -> Recording.read(file)).hasMessageContaining(":2: qos must be 0");

        Files.write(
                file,
                List.of(lines.get(0), lines.get(1), lines.get(2).replace("\"time\"", "\"tide\"")));
        assertThatThrownBy(() -> Recording.read(file))
                .hasMessage(file + ":3: \"time\" is missing.");

        Files.write(file, List.of(lines.get(0).replace("\"recording\":1", "\"recording\":2")));
        assertThatThrownBy(() -> Recording.read(file)).hasMessageContaining("format 2");

        Files.write(file, List.of(lines.get(1)));
        assertThatThrownBy(() -> Recording.read(file)).hasMessageContaining(":1: is no header");

        Files.write(file, List.of());
        assertThatThrownBy(() -> Recording.read(file)).hasMessageContaining("is empty");
    }

    @Test
    void allEndWhenTheGatewayStops() {
        Path file = start().file();
        events.tell(came("on"));

        recorder.close();

        assertThat(Recording.read(file).end()).map(RecordingEnd::why).contains("gateway stopped");
        assertThat(Recording.read(file).events()).hasSize(1);
        assertThatThrownBy(this::start).hasMessageContaining("is stopping");
    }

    @Test
    void aMemberOfJsonIsMaskedWhereverItIs() throws Exception {
        assertThat(payload("{\"user\":\"ann\",\"a\":[{\"PIN\":1234}],\"x\":1.50}", "user", "pin"))
                .isEqualTo("{\"user\":\"***\",\"a\":[{\"PIN\":\"***\"}],\"x\":1.5}");
        assertThat(payload("{\"raw\":\"{\\\"pin\\\":1234}\"}", "pin"))
                .isEqualTo("{\"raw\":\"{\\\"pin\\\":\\\"***\\\"}\"}");
        assertThat(payload("{\"temperature\": 21.50}", "pin"))
                .isEqualTo("{\"temperature\": 21.50}");
    }

    @Test
    void ofAPayloadThatIsNoJsonAndMayHoldTheMemberNothingIsKept() throws Exception {
        assertThat(payload("{\"pin\":12", "pin")).isEqualTo("***");
        assertThat(payload("pin=1234", "pin")).isEqualTo("***");
        assertThat(payload("on", "pin")).isEqualTo("on");
    }

    @Test
    void aRegularExpressionIsMaskedInWhateverTextOrBytes() throws Exception {
        assertThat(payload("call 030-1234 or 030-99", "\\d+-\\d+")).isEqualTo("call *** or ***");
        assertThat(payload("say hello", "/hello/")).isEqualTo("say ***");
        byte[] binary =
                "\u00ffkey=abc\u0000".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        var event = new MessageCame("lamp", "lamp", time.now(), BROKER, message("lamp", binary, 0));
        start("/key=\\w+/");
        events.tell(event);
        assertThat(((MessageCame) stopped().events().getFirst()).message().payload())
                .isEqualTo(
                        "\u00ff***\u0000".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Test
    void headersPropertiesAndValuesAreMaskedTooAndTheFlowItselfIsNot() throws Exception {
        var sent =
                new ContentSent(
                        "lamp",
                        "lamp",
                        time.now(),
                        new Content(
                                "file:a?b=s3cret",
                                Map.of("pin", "1234", "x", "s3cret"),
                                Optional.empty()),
                        false);
        assertThat(recorded(sent, "pin", "/s3cret/")).doesNotContain("1234", "s3cret");
        var came =
                new MessageCame(
                        "lamp",
                        "lamp",
                        time.now(),
                        BROKER,
                        new Message(
                                "lamp",
                                new byte[0],
                                1,
                                false,
                                false,
                                Map.of("user/pin", List.of("1234"), "user/x", List.of("s3cret"))));
        assertThat(recorded(came, "pin", "/s3cret/")).doesNotContain("1234", "s3cret");

        start("dark", "/300|lamp/");
        FlowInUse flow = stopped().header().flow();
        assertThat(flow.values()).isEqualTo(Map.of("dark", "***", "db.password", "***"));
        assertThat(flow.text()).isEqualTo(FLOW.text());
    }

    @Test
    void aMaskThatCannotBeIsRefused() {
        assertThatThrownBy(() -> start("a(b")).hasMessageContaining("a(b");
        assertThatThrownBy(() -> start(" ")).hasMessageContaining("empty");
        assertThatThrownBy(() -> start("x*")).hasMessageContaining("matches everywhere");
        assertThat(recorder.status("lamp")).isEmpty();
    }
}
