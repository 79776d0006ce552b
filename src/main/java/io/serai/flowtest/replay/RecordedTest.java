package io.serai.flowtest.replay;

import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.ContentSent;
import io.serai.event.RuntimeEvent.DeviceSet;
import io.serai.event.RuntimeEvent.DeviceSimulated;
import io.serai.event.RuntimeEvent.MessagePublished;
import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flowtest.read.Json;
import io.serai.flowtest.read.Spans;
import io.serai.flowtest.read.Step;
import io.serai.flowtest.read.TestEvent;
import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.read.YamlLine;
import io.serai.flowtest.run.Coverage;
import io.serai.flowtest.run.FlowTestRun;
import io.serai.flowtest.run.TestResult;
import io.serai.flowtest.run.TestedFiles;
import io.serai.flowtest.virtual.CompiledFlows;
import io.serai.mqtt.MqttMessage;
import io.serai.recording.Masks;
import io.serai.recording.Recording;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Makes a test of a recording: what came in as steps, and of what went out whatever goes out again in
/// virtual time as expectations. The test has passed against the recorded version when it is handed over.
public final class RecordedTest {

    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final int MOST_CAME = 8000;
    private static final int MOST_EXPECTED = 2000;
    private static final int MOST_HEADER = 200;

    /// Each round runs the test once and takes out, or softens, one expectation.
    private static final int MOST_ROUNDS = 40;

    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd 'at' HH:mm:ss");

    private final Recording recording;
    private final Path from;
    private final TestedFiles house;
    private final FlowSource current;
    private final Duration patience;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Integer> leftOut = new LinkedHashMap<>();

    /// A step that is to be written.
    ///
    /// @param softer what takes its place when it does not hold; null for nothing
    /// @param expects otherwise it brings something about
    private record Line(Instant at, String step, boolean expects, @Nullable Line softer) {

        static Line does(Instant at, String step) {
            return new Line(at, step, false, null);
        }

        static Line expects(Instant at, String step) {
            return new Line(at, step, true, null);
        }
    }

    /// A test, as its file is to say it.
    ///
    /// @param leftOut sentences that say what is not in it; its comment has them too
    public record Written(String text, String name, int steps, List<String> leftOut) {

        public Written {
            leftOut = List.copyOf(leftOut);
        }
    }

    /// @param from file of the recording
    /// @param house with the recorded version of the flow in it
    /// @param current what runs the test later, whose values need not be written into it
    /// @param patience on the machine's clock, for each run
    public RecordedTest(
            Recording recording,
            Path from,
            TestedFiles house,
            FlowSource current,
            Duration patience) {
        this.recording = recording;
        this.from = from;
        this.house = house;
        this.current = current;
        this.patience = patience;
    }

    /// Writes a test that passes against the recorded version.
    ///
    /// @param file the test file's name
    /// @param mostSteps what comes after so many is left out
    /// @param progress is told how much of the recording has been played
    /// @throws FlowException when the recorded version cannot be built or started
    /// @throws IllegalStateException when no test that passes can be made
    public Written write(Path file, int mostSteps, Consumer<Duration> progress)
            throws FlowException {
        var replay = new Replay(recording, patience);
        ReplayRun.Outcome outcome = replay.play(house, replay.inputs().start(), WITHIN, progress);
        replay.inputs().all().forEach(each -> comesIn(each.at(), each.step()));
        goesOut(replay.compare(outcome, new Masks(List.of()), WITHIN));
        for (ReplayRun.Failure each : outcome.failures()) {
            String reason = each.reason().lines().findFirst().orElse("");
            String known = reason.substring(0, Math.min(reason.length(), 80));
            lines.add(
                    Line.expects(each.at(), "expect: {failure: %s}".formatted(YamlLine.of(known))));
        }
        lines.sort(Comparator.comparing(each -> ceiling(each.at())));
        if (lines.isEmpty()) {
            throw new IllegalStateException(
                    "Nothing came in and nothing went out while it was recorded; there is no test in it.");
        }
        boolean all = cut(replay.inputs().start(), mostSteps);
        if (all) {
            lines.add(Line.expects(lines.getLast().at(), "expect-nothing"));
        }
        return tried(file, replay.inputs(), outcome.read());
    }

    private void leaveOut(String what) {
        leftOut.merge(what, 1, Integer::sum);
    }

    // What came in

    private void comesIn(Instant at, Step step) {
        switch (step) {
            case Step.Publish publish -> publish(at, publish.message());
            case Step.SetDevice set ->
                    lines.add(
                            Line.does(
                                    at,
                                    "set: {device: %s, to: %s}"
                                            .formatted(YamlLine.of(set.id()), value(set.value()))));
            case Step.Send send -> send(at, send);
            default -> throw new IllegalStateException("nothing else comes in");
        }
    }

    private void publish(Instant at, MqttMessage message) {
        if (message.payload().length > MOST_CAME) {
            leaveOut(
                    "messages that came in, as they are larger than %d bytes".formatted(MOST_CAME));
            return;
        }
        if (!message.properties().isEmpty()) {
            leaveOut("MQTT 5 properties of messages that came in");
        }
        lines.add(Line.does(at, "publish: " + message(message)));
    }

    /// A message as a step publishes it.
    static String message(MqttMessage message) {
        String topic = YamlLine.of(message.topic().text());
        var bytes = message.payload();
        String text = TestEvent.textOf(bytes);
        boolean isText = java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
        var fields = new StringBuilder("topic: ").append(topic);
        if (isText) {
            fields.append(", payload: ").append(payload(text));
        } else {
            fields.append(", payload-base64: ")
                    .append(YamlLine.of(Base64.getEncoder().encodeToString(bytes)));
        }
        if (message.qos().level() != 1) {
            fields.append(", qos: ").append(message.qos().level());
        }
        if (message.duplicate()) {
            fields.append(", duplicate: true");
        }
        return "{%s}".formatted(fields);
    }

    /// Mappings and lists as such, everything else as the very text.
    static String payload(String text) {
        Object json = Json.parse(text).map(Json.Parsed::value).orElse(null);
        return json instanceof Map || json instanceof List ? YamlLine.of(json) : quoted(text);
    }

    private static String quoted(String text) {
        return Json.parse(text).isPresent() ? Json.write(text) : YamlLine.of(text);
    }

    private void send(Instant at, Step.Send send) {
        if (send.body().length() > MOST_CAME) {
            leaveOut(
                    "bodies that came in, as they are larger than %d characters"
                            .formatted(MOST_CAME));
            return;
        }
        Map<String, Object> headers = new TreeMap<>(send.headers());
        headers.values().removeIf(each -> String.valueOf(each).length() > MOST_HEADER);
        lines.add(
                Line.does(
                        at,
                        "send: {endpoint: %s, body: %s%s}"
                                .formatted(
                                        YamlLine.of(send.endpoint()),
                                        payload(send.body()),
                                        headers.isEmpty()
                                                ? ""
                                                : ", headers: " + YamlLine.of(headers))));
    }

    /// `on` and `off` in quotes, as some readers take them for booleans; numbers as they are.
    static String value(String text) {
        return text.equals("on") || text.equals("off") ? Json.write(text) : text;
    }

    // What went out

    private void goesOut(List<Comparison.Pair> pairs) {
        Map<String, String> outputs = new HashMap<>();
        for (Comparison.Pair each : pairs) {
            switch (each.kind()) {
                case SAME, MOVED ->
                        expect(
                                Objects.requireNonNull(each.now()).time(),
                                Objects.requireNonNull(each.recorded()),
                                outputs);
                case MISSING, DIFFERENT ->
                        leaveOut(
                                "of what went out when it was recorded, as it does not in virtual time");
                case EXTRA ->
                        leaveOut(
                                "of what goes out in virtual time, as it did not when it was recorded");
            }
        }
    }

    private void expect(Instant at, RuntimeEvent event, Map<String, String> outputs) {
        switch (event) {
            case MessagePublished it -> {
                String how =
                        (it.message().qos() == 1 ? "" : ", qos: " + it.message().qos())
                                + (it.message().retained() ? ", retained: true" : "");
                lines.add(
                        Line.expects(
                                at,
                                "expect: {topic: %s%s%s}"
                                        .formatted(
                                                YamlLine.of(it.message().topic()),
                                                expected(
                                                        "payload",
                                                        TestEvent.textOf(it.message().payload())),
                                                how)));
            }
            case DeviceSet it -> {
                Line is =
                        Line.expects(
                                at,
                                "expect: {device: %s, is: %s}"
                                        .formatted(YamlLine.of(it.device()), value(it.value())));
                String before = outputs.put(it.device(), it.value());
                boolean becomes =
                        !it.value().equals(before)
                                && !(before == null && it.value().matches("off|0"));
                lines.add(
                        becomes
                                ? new Line(
                                        at,
                                        "expect: {device: %s, becomes: %s}"
                                                .formatted(
                                                        YamlLine.of(it.device()),
                                                        value(it.value())),
                                        true,
                                        is)
                                : is);
            }
            case DeviceSimulated it ->
                    lines.add(
                            Line.expects(
                                    at,
                                    "expect: {device: %s, is: %s}"
                                            .formatted(
                                                    YamlLine.of(it.device()), value(it.value()))));
            case ContentSent it ->
                    lines.add(
                            Line.expects(
                                    at,
                                    "expect: {endpoint: %s%s}"
                                            .formatted(
                                                    YamlLine.of(
                                                            RecordedInputs.address(
                                                                    it.content().uri())),
                                                    it.content()
                                                            .bytes()
                                                            .map(bytes ->
                                                                    expected(
                                                                            "body",
                                                                            TestEvent.textOf(
                                                                                    bytes)))
                                                            .orElse(""))));
            default -> throw new IllegalStateException("it came in: " + event);
        }
    }

    /// What is masked, or too large, is not expected.
    private static String expected(String key, String text) {
        if (text.length() > MOST_EXPECTED) {
            return "";
        }
        Object json = Json.parse(text).map(Json.Parsed::value).orElse(null);
        boolean structured = (json instanceof Map || json instanceof List) && !text.contains("\"$");
        String value =
                structured
                        ? YamlLine.of(unmasked(json))
                        : text.contains(Masks.MASK) ? YamlLine.of(unmasked(text)) : quoted(text);
        return ", %s: %s".formatted(key, value);
    }

    private static @Nullable Object unmasked(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                map.forEach((name, each) -> all.put(String.valueOf(name), unmasked(each)));
                yield all;
            }
            case List<?> list -> list.stream().map(RecordedTest::unmasked).toList();
            case String text when text.equals(Masks.MASK) -> Map.of("$any", true);
            case String text when text.contains(Masks.MASK) ->
                    Map.of("$matches", SentContent.pattern(text).pattern());
            case null, default -> value;
        };
    }

    // The test

    /// Keeps as many steps as there may be.
    ///
    /// @return whether that is all of them
    private boolean cut(Instant start, int most) {
        int steps = 0;
        Instant time = start;
        for (int i = 0; i < lines.size(); i++) {
            Instant at = ceiling(lines.get(i).at());
            steps += at.isAfter(time) ? 2 : 1;
            time = at.isAfter(time) ? at : time;
            if (steps > most) {
                List<Line> rest = lines.subList(i, lines.size());
                leftOut.put(
                        "steps, all after %s of the recording"
                                .formatted(
                                        Spans.text(
                                                Duration.between(
                                                                recording.header().begin(),
                                                                rest.getFirst().at())
                                                        .truncatedTo(ChronoUnit.SECONDS))),
                        rest.size());
                rest.clear();
                return false;
            }
        }
        return true;
    }

    private static Instant ceiling(Instant at) {
        Instant floor = at.truncatedTo(ChronoUnit.MILLIS);
        return floor.equals(at) ? floor : floor.plusMillis(1);
    }

    /// Runs the test, and takes out what does not hold, until it passes.
    private Written tried(Path file, RecordedInputs inputs, Set<String> read) {
        var compiled = new CompiledFlows();
        String flow = recording.header().flow().flow();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Map<Integer, Line> places = new HashMap<>();
            String text = text(inputs, read, places);
            TestFile parsed = TestFile.parse(file, text);
            if (!parsed.problems().isEmpty()) {
                throw new IllegalStateException(
                        "the test cannot be read: " + parsed.problems().getFirst());
            }
            TestResult result =
                    new FlowTestRun(
                                    flow,
                                    parsed.tests().getFirst(),
                                    house,
                                    new Coverage(),
                                    compiled,
                                    patience)
                            .run(file);
            Optional<TestResult.Failure> failure = result.failure();
            if (failure.isEmpty()) {
                return new Written(text, name(), places.size(), leftOut());
            }
            Line line = places.get(failure.get().line());
            if (line == null || !line.expects()) {
                throw new IllegalStateException(
                        "no test that passes can be made of it: " + failure.get().what());
            }
            soften(line);
        }
        throw new IllegalStateException(
                "no test that passes can be made of it: more than %d expectations do not hold"
                        .formatted(MOST_ROUNDS));
    }

    @SuppressWarnings("ReferenceEquality") // this very line, not one that says the same
    private void soften(Line line) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i) == line) {
                if (line.softer() == null) {
                    lines.remove(i);
                    if (!line.step().equals("expect-nothing")) {
                        leaveOut(
                                "of what went out when it was recorded, as it does not in virtual time");
                    }
                } else {
                    lines.set(i, line.softer());
                }
                return;
            }
        }
    }

    private String name() {
        ZonedDateTime begin = recording.header().begin().atZone(recording.header().zone());
        return "what was recorded on " + DAY_AND_TIME.format(begin);
    }

    private List<String> leftOut() {
        List<String> all = new ArrayList<>();
        leftOut.forEach((what, count) -> all.add("%d %s".formatted(count, what)));
        return all;
    }

    /// @param read devices that the flow reads
    /// @param places is told the number of each step's line
    private String text(RecordedInputs inputs, Set<String> read, Map<Integer, Line> places) {
        List<String> text = new ArrayList<>();
        text.add(
                "# Made of %s: version %d of %s."
                        .formatted(
                                from.getFileName(),
                                recording.header().flow().version(),
                                recording.header().flow().flow()));
        leftOut().forEach(each -> text.add("# Left out: " + each + "."));
        if (lines.stream().anyMatch(each -> !each.expects() && each.step().contains(Masks.MASK))) {
            text.add(
                    "# %s stands for what was masked; give the flow something better."
                            .formatted(Masks.MASK));
        }
        text.add("- test: " + YamlLine.of(name()));
        text.add("  given:");
        text.add("    at: " + inputs.start().atZone(recording.header().zone()));
        given(inputs, read)
                .forEach((key, value) -> text.add("    %s: %s".formatted(key, YamlLine.of(value))));
        text.add("  steps:");
        Instant time = inputs.start();
        for (Line each : lines) {
            Instant at = ceiling(each.at());
            if (at.isAfter(time)) {
                text.add("    - advance: " + Spans.text(Duration.between(time, at)));
                time = at;
            }
            text.add("    - " + each.step());
            places.put(text.size(), each);
        }
        return String.join("\n", text) + "\n";
    }

    private Map<String, Object> given(RecordedInputs inputs, Set<String> read) {
        Map<String, Object> given = new LinkedHashMap<>();
        Map<String, Object> devices = new TreeMap<>();
        new ReplayRun(house, recording, inputs, inputs.start(), patience, _ -> {})
                .devices()
                .forEach((id, value) -> {
                    if (read.contains(id)
                            || inputs.firstReadings().containsKey(id)
                            || inputs.firstChanges().containsKey(id)) {
                        devices.put(
                                id,
                                Json.parse(value)
                                        .<Object>map(each -> Objects.requireNonNull(each.value()))
                                        .orElse(value));
                    }
                });
        if (!devices.isEmpty()) {
            given.put("devices", devices);
        }
        Map<String, Object> values = new TreeMap<>();
        recording
                .header()
                .flow()
                .values()
                .forEach((name, value) -> {
                    if (!value.contains(Masks.MASK) && !value.equals(current.values().get(name))) {
                        values.put(name, value);
                    }
                });
        if (!values.isEmpty()) {
            given.put("values", values);
        }
        boolean rests = recording.header().flow().text().contains("autoStartup");
        if (rests && !inputs.routes().isEmpty()) {
            given.put("start", inputs.routes());
        }
        return given;
    }
}
