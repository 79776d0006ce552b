package io.serai.flowtest.read;

import io.serai.config.NearNames;
import io.serai.flow.Problem;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.mqtt.TopicName;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a `*.test.yaml`. Every problem is noted with its line; a test that has one is left out. Not
/// thread-safe.
final class TestFileReader {

    /// Noon in January, in UTC, so that what depends on nothing else is the same everywhere.
    private static final ZonedDateTime USUAL_TIME =
            ZonedDateTime.of(2026, 1, 15, 12, 0, 0, 0, ZoneOffset.UTC);

    private static final int MOST_TIMES = 10_000;

    private static final Set<String> TEST = Set.of("test", "given", "steps");
    private static final Set<String> GIVEN =
            Set.of("at", "devices", "retained", "values", "variables", "flows", "start", "answers");
    private static final Set<String> MESSAGE =
            Set.of("topic", "payload", "payload-base64", "qos", "retained", "duplicate", "times");
    private static final Set<String> STEPS =
            Set.of(
                    "publish",
                    "set",
                    "break",
                    "mend",
                    "send",
                    "advance",
                    "expect",
                    "expect-in-order",
                    "expect-none",
                    "expect-nothing",
                    "broker",
                    "gateway",
                    "restart",
                    "redeploy");

    private final Path file;
    private final List<Problem> problems = new ArrayList<>();

    TestFileReader(Path file) {
        this.file = file;
    }

    TestFile read(String text) {
        List<FlowTest> tests = new ArrayList<>();
        try {
            Optional<YamlNode> root = YamlNode.parse(text);
            if (root.isPresent()) {
                Set<String> names = new HashSet<>();
                for (YamlNode each : root.get().items("a test file")) {
                    trying(() -> {
                        FlowTest test = test(each);
                        if (!names.add(test.name())) {
                            throw new TestFileException(
                                    each.line(),
                                    "two tests are called \"%s\"".formatted(test.name()));
                        }
                        tests.add(test);
                    });
                }
            }
        } catch (TestFileException e) {
            note(e);
        }
        return new TestFile(file, tests, problems);
    }

    private void trying(Runnable read) {
        try {
            read.run();
        } catch (TestFileException e) {
            note(e);
        }
    }

    private void note(TestFileException e) {
        problems.add(new Problem(file, e.line(), String.valueOf(e.getMessage())));
    }

    private FlowTest test(YamlNode node) {
        Map<String, YamlNode> fields = fields(node, "a test", TEST);
        YamlNode name = required(fields, "test", node, "a test");
        List<Step> steps = new ArrayList<>();
        int before = problems.size();
        var given = new FlowTest.Given[1];
        trying(() -> given[0] = given(fields.get("given")));
        for (YamlNode each : required(fields, "steps", node, "a test").items("steps")) {
            trying(() -> steps.add(step(each)));
        }
        if (problems.size() > before) {
            TestFileException last =
                    new TestFileException(
                            node.line(),
                            "test \"%s\" is left out because of the above"
                                    .formatted(name.text("test")));
            throw last;
        }
        return new FlowTest(name.text("test"), node.line(), given[0], steps);
    }

    private FlowTest.Given given(@Nullable YamlNode node) {
        Map<String, YamlNode> fields = node == null ? Map.of() : fields(node, "given", GIVEN);
        YamlNode at = fields.get("at");
        Map<String, FlowTest.DeviceSetting> devices = new LinkedHashMap<>();
        mapping(fields, "devices")
                .forEach((id, value) ->
                        devices.put(
                                id,
                                new FlowTest.DeviceSetting(value.text("devices"), value.line())));
        Map<String, String> values = new LinkedHashMap<>();
        mapping(fields, "values").forEach((name, value) -> values.put(name, value.text("values")));
        Map<String, Object> variables = new LinkedHashMap<>();
        mapping(fields, "variables")
                .forEach((name, value) -> variables.put(name, notNull(value, "variables")));
        return new FlowTest.Given(
                at == null ? USUAL_TIME : moment(at),
                devices,
                items(fields, "retained").stream()
                        .map(each -> message(each, "retained", true).message())
                        .toList(),
                values,
                variables,
                texts(fields, "flows"),
                texts(fields, "start"),
                items(fields, "answers").stream().map(this::answer).toList());
    }

    private static Object notNull(YamlNode node, String what) {
        Object value = node.value();
        if (value == null) {
            throw new TestFileException(node.line(), what + " must have a value");
        }
        return value;
    }

    private static ZonedDateTime moment(YamlNode node) {
        String text = node.text("at");
        try {
            return text.endsWith("]")
                    ? ZonedDateTime.parse(text)
                    : OffsetDateTime.parse(text).toZonedDateTime();
        } catch (DateTimeException e) {
            throw new TestFileException(
                    node.line(),
                    "\"%s\" is no moment; write one such as 2026-03-29T01:30:00+01:00[Europe/Berlin] or 2026-03-29T01:30:00Z"
                            .formatted(text));
        }
    }

    private FlowTest.Answer answer(YamlNode node) {
        Map<String, YamlNode> fields =
                fields(node, "an answer", Set.of("endpoint", "body", "headers", "fails"));
        Map<String, Object> headers = new LinkedHashMap<>();
        mapping(fields, "headers")
                .forEach((name, value) -> headers.put(name, notNull(value, "headers")));
        return new FlowTest.Answer(
                required(fields, "endpoint", node, "an answer").text("endpoint"),
                Optional.ofNullable(fields.get("body")).map(TestFileReader::content),
                headers,
                Optional.ofNullable(fields.get("fails")).map(each -> each.text("fails")));
    }

    private Step.Publish message(YamlNode node, String what, boolean retainedByItself) {
        Map<String, YamlNode> fields = fields(node, what, MESSAGE);
        YamlNode topic = required(fields, "topic", node, what);
        TopicName name;
        try {
            name = new TopicName(topic.text("topic"));
        } catch (IllegalArgumentException e) {
            throw new TestFileException(topic.line(), String.valueOf(e.getMessage()));
        }
        var message =
                new MqttMessage(
                        name,
                        payload(fields),
                        qos(fields).orElse(Qos.AT_LEAST_ONCE),
                        flag(fields, "retained").orElse(retainedByItself),
                        flag(fields, "duplicate").orElse(false),
                        MqttProperties.NONE);
        int times =
                Optional.ofNullable(fields.get("times"))
                        .map(each -> whole(each, "times", 1, MOST_TIMES))
                        .orElse(1);
        return new Step.Publish(node.line(), message, times);
    }

    /// `payload`, or `payload-base64` for what is no text; empty when there is neither.
    private static byte[] payload(Map<String, YamlNode> fields) {
        YamlNode bytes = fields.get("payload-base64");
        YamlNode payload = fields.get("payload");
        if (bytes == null) {
            return (payload == null ? "" : content(payload)).getBytes(StandardCharsets.UTF_8);
        }
        if (payload != null) {
            throw new TestFileException(
                    bytes.line(), "a message has either payload or payload-base64");
        }
        try {
            return Base64.getDecoder().decode(bytes.text("payload-base64"));
        } catch (IllegalArgumentException e) {
            throw new TestFileException(
                    bytes.line(), "payload-base64 is no Base64: " + e.getMessage());
        }
    }

    /// A payload or body: a text as it is, everything else as JSON; nothing for null.
    private static String content(YamlNode node) {
        Object value = node.value();
        return switch (value) {
            case null -> "";
            case String text -> text;
            default -> Json.write(value);
        };
    }

    private static Optional<Qos> qos(Map<String, YamlNode> fields) {
        return Optional.ofNullable(fields.get("qos")).map(each -> Qos.of(whole(each, "qos", 0, 2)));
    }

    private static int whole(YamlNode node, String what, int min, int max) {
        if (node.value() instanceof Integer number && number >= min && number <= max) {
            return number;
        }
        throw new TestFileException(
                node.line(), "%s must be a whole number from %d to %d".formatted(what, min, max));
    }

    private static Optional<Boolean> flag(Map<String, YamlNode> fields, String name) {
        return Optional.ofNullable(fields.get(name))
                .map(each -> {
                    if (each.value() instanceof Boolean flag) {
                        return flag;
                    }
                    throw new TestFileException(each.line(), name + " must be true or false");
                });
    }

    private Step step(YamlNode node) {
        Map<String, YamlNode> fields =
                node.isScalar() ? Map.of(node.text("a step"), node) : fields(node, "a step", STEPS);
        if (fields.size() != 1) {
            throw new TestFileException(
                    node.line(),
                    "a step does one thing; this one has " + String.join(", ", fields.keySet()));
        }
        String name = fields.keySet().iterator().next();
        YamlNode what = fields.values().iterator().next();
        int line = node.line();
        return switch (name) {
            case "publish" -> message(what, "publish", false);
            case "set" -> setDevice(what);
            case "break" -> breakDevice(what);
            case "mend" -> new Step.BreakDevice(line, what.text("mend"), Optional.empty());
            case "send" -> send(what);
            case "advance" -> advance(what);
            case "expect" -> expect(what);
            case "expect-in-order" -> expectInOrder(what);
            case "expect-none" -> expectNone(what);
            case "expect-nothing" -> new Step.ExpectNothing(line, expectNothing(node, what));
            case "broker" -> new Step.Broker(line, upOrDown(what, "broker"));
            case "gateway" -> new Step.Gateway(line, upOrDown(what, "gateway"));
            case "restart" ->
                    new Step.Restart(
                            line,
                            node.isScalar() || what.value() == null
                                    ? Duration.ZERO
                                    : Spans.read(what, "restart"));
            case "redeploy" -> new Step.Redeploy(line);
            default ->
                    throw new TestFileException(
                            line,
                            "\"%s\" is no step.%s"
                                    .formatted(name, NearNames.suggestion(name, STEPS)));
        };
    }

    private static boolean upOrDown(YamlNode node, String what) {
        return switch (node.text(what)) {
            case "up" -> true;
            case "down" -> false;
            default -> throw new TestFileException(node.line(), what + " must be up or down");
        };
    }

    private Step setDevice(YamlNode node) {
        Map<String, YamlNode> fields = fields(node, "set", Set.of("device", "to"));
        return new Step.SetDevice(
                node.line(),
                required(fields, "device", node, "set").text("device"),
                required(fields, "to", node, "set").text("to"));
    }

    private Step breakDevice(YamlNode node) {
        Map<String, YamlNode> fields = fields(node, "break", Set.of("device", "reason"));
        YamlNode reason = fields.get("reason");
        return new Step.BreakDevice(
                node.line(),
                required(fields, "device", node, "break").text("device"),
                Optional.of(reason == null ? "is broken for this test." : reason.text("reason")));
    }

    private Step send(YamlNode node) {
        Map<String, YamlNode> fields = fields(node, "send", Set.of("endpoint", "body", "headers"));
        Map<String, Object> headers = new LinkedHashMap<>();
        mapping(fields, "headers")
                .forEach((name, value) -> headers.put(name, notNull(value, "headers")));
        YamlNode body = fields.get("body");
        return new Step.Send(
                node.line(),
                required(fields, "endpoint", node, "send").text("endpoint"),
                body == null ? "" : content(body),
                headers);
    }

    private Step advance(YamlNode node) {
        if (node.isScalar()) {
            return new Step.Advance(node.line(), Spans.read(node, "advance"));
        }
        Map<String, YamlNode> fields = fields(node, "advance", Set.of("to"));
        YamlNode to = required(fields, "to", node, "advance");
        try {
            return new Step.AdvanceTo(node.line(), LocalTime.parse(to.text("to")));
        } catch (DateTimeException e) {
            return new Step.AdvanceUntil(node.line(), moment(to));
        }
    }

    private Step expect(YamlNode node) {
        Map<String, YamlNode> fields = new LinkedHashMap<>(node.fields("expect"));
        Optional<Expected> count = Optional.ofNullable(fields.remove("count")).map(Expected::of);
        Duration within = within(fields);
        Matcher wanted = wanted(node, fields);
        if (count.isPresent() && !(wanted instanceof Matcher.Event)) {
            throw new TestFileException(
                    node.line(), "count is for what happens; use device with becomes");
        }
        return new Step.Expect(node.line(), wanted, within, count);
    }

    private static Duration within(Map<String, YamlNode> fields) {
        YamlNode within = fields.remove("within");
        return within == null ? Duration.ZERO : Spans.read(within, "within");
    }

    private Step expectInOrder(YamlNode node) {
        List<Matcher> wanted = new ArrayList<>();
        Duration within = Duration.ZERO;
        for (YamlNode each : node.items("expect-in-order")) {
            Map<String, YamlNode> fields = new LinkedHashMap<>(each.fields("expect-in-order"));
            Duration its = within(fields);
            within = within.compareTo(its) < 0 ? its : within;
            Matcher one = wanted(each, fields);
            if (!(one instanceof Matcher.Event)) {
                throw new TestFileException(
                        each.line(), "an order is one of things that happen; use becomes");
            }
            wanted.add(one);
        }
        return new Step.ExpectInOrder(node.line(), wanted, within);
    }

    private Step expectNone(YamlNode node) {
        Map<String, YamlNode> fields = new LinkedHashMap<>(node.fields("expect-none"));
        Duration within = within(fields);
        return new Step.ExpectNone(node.line(), wanted(node, fields), within);
    }

    private Duration expectNothing(YamlNode step, YamlNode node) {
        if (step.isScalar() || node.value() == null) {
            return Duration.ZERO;
        }
        return within(new LinkedHashMap<>(fields(node, "expect-nothing", Set.of("within"))));
    }

    private Matcher wanted(YamlNode node, Map<String, YamlNode> fields) {
        for (String kind : List.of("topic", "device", "variable", "log", "failure", "endpoint")) {
            YamlNode subject = fields.get(kind);
            if (subject != null) {
                return switch (kind) {
                    case "topic" -> published(subject, fields);
                    case "device" -> device(subject, node, fields);
                    case "variable" -> variable(subject, node, fields);
                    case "log" -> logged(subject, fields);
                    case "failure" -> failed(subject, fields);
                    default -> sent(subject, fields);
                };
            }
        }
        throw new TestFileException(
                node.line(),
                "an expectation names what it is about: topic, device, variable, log, failure or endpoint");
    }

    private Matcher published(YamlNode subject, Map<String, YamlNode> fields) {
        known(fields, "an expectation on a topic", Set.of("topic", "payload", "qos", "retained"));
        TopicFilter filter;
        try {
            filter = TopicFilter.parse(subject.text("topic"));
        } catch (IllegalArgumentException e) {
            throw new TestFileException(subject.line(), String.valueOf(e.getMessage()));
        }
        return new Matcher.Published(
                filter, expected(fields, "payload"), qos(fields), flag(fields, "retained"));
    }

    private Matcher device(YamlNode subject, YamlNode node, Map<String, YamlNode> fields) {
        known(fields, "an expectation on a device", Set.of("device", "is", "becomes"));
        String id = subject.text("device");
        Optional<Expected> is = expected(fields, "is");
        Optional<Expected> becomes = expected(fields, "becomes");
        if (is.isPresent() == becomes.isPresent()) {
            throw new TestFileException(
                    node.line(), "an expectation on a device has either is or becomes");
        }
        return is.isPresent()
                ? new Matcher.DeviceIs(id, is.get())
                : new Matcher.DeviceBecomes(id, becomes.orElseThrow());
    }

    private Matcher variable(YamlNode subject, YamlNode node, Map<String, YamlNode> fields) {
        known(fields, "an expectation on a variable", Set.of("variable", "is"));
        return new Matcher.VariableIs(
                subject.text("variable"),
                expected(fields, "is")
                        .orElseThrow(() ->
                                new TestFileException(
                                        node.line(), "an expectation on a variable needs is")));
    }

    private Matcher logged(YamlNode subject, Map<String, YamlNode> fields) {
        known(fields, "an expectation on the log", Set.of("log", "level"));
        return new Matcher.Logged(
                part(subject),
                Optional.ofNullable(fields.get("level")).map(each -> each.text("level")));
    }

    private Matcher failed(YamlNode subject, Map<String, YamlNode> fields) {
        known(fields, "an expectation on a failure", Set.of("failure"));
        return new Matcher.Failed(part(subject));
    }

    /// A text means one that holds it.
    private static Expected part(YamlNode node) {
        return node.isScalar() ? Expected.containing(node.text("a text")) : Expected.of(node);
    }

    private Matcher sent(YamlNode subject, Map<String, YamlNode> fields) {
        known(
                fields,
                "an expectation on an endpoint",
                Set.of("endpoint", "body", "headers", "options"));
        return new Matcher.Sent(
                new UriPattern(subject.text("endpoint")),
                expected(fields, "body"),
                expectations(fields, "headers"),
                expectations(fields, "options"));
    }

    private static Map<String, Expected> expectations(Map<String, YamlNode> fields, String name) {
        Map<String, Expected> all = new LinkedHashMap<>();
        mapping(fields, name).forEach((key, value) -> all.put(key, Expected.of(value)));
        return all;
    }

    private static Optional<Expected> expected(Map<String, YamlNode> fields, String name) {
        return Optional.ofNullable(fields.get(name)).map(Expected::of);
    }

    private static Map<String, YamlNode> mapping(Map<String, YamlNode> fields, String name) {
        YamlNode node = fields.get(name);
        return node == null ? Map.of() : node.fields(name);
    }

    private static List<YamlNode> items(Map<String, YamlNode> fields, String name) {
        YamlNode node = fields.get(name);
        return node == null ? List.of() : node.items(name);
    }

    private static List<String> texts(Map<String, YamlNode> fields, String name) {
        return items(fields, name).stream().map(each -> each.text(name)).toList();
    }

    private static YamlNode required(
            Map<String, YamlNode> fields, String name, YamlNode node, String what) {
        YamlNode field = fields.get(name);
        if (field == null) {
            throw new TestFileException(node.line(), "%s needs %s".formatted(what, name));
        }
        return field;
    }

    private static Map<String, YamlNode> fields(YamlNode node, String what, Set<String> known) {
        Map<String, YamlNode> fields = node.fields(what);
        known(fields, what, known);
        return fields;
    }

    private static void known(Map<String, YamlNode> fields, String what, Set<String> known) {
        fields.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw new TestFileException(
                        value.line(),
                        "\"%s\" is not known in %s.%s There are: %s"
                                .formatted(
                                        name,
                                        what,
                                        NearNames.suggestion(name, known),
                                        String.join(", ", known.stream().sorted().toList())));
            }
        });
    }
}
