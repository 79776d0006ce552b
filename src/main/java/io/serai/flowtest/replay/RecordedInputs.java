package io.serai.flowtest.replay;

import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.ContentCame;
import io.serai.event.RuntimeEvent.DeviceChanged;
import io.serai.event.RuntimeEvent.DeviceRead;
import io.serai.event.RuntimeEvent.DeviceSet;
import io.serai.event.RuntimeEvent.DeviceSimulated;
import io.serai.event.RuntimeEvent.MessageCame;
import io.serai.event.RuntimeEvent.MessagePublished;
import io.serai.flowtest.read.Step;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.MqttProperties.UserProperty;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;
import io.serai.recording.Recording;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What came into a recorded flow, as steps that bring it again.
///
/// What the flow itself had sent and got back is left out, for it comes back in virtual time too; what
/// reached several routes is brought once.
final class RecordedInputs {

    /// So long may a message of the flow's own wait before a route of it begins with it.
    private static final Duration MESSAGE_ECHO = Duration.ofMinutes(1);

    /// A device that is set tells it at once, or not at all when it had that value.
    private static final Duration DEVICE_ECHO = Duration.ofSeconds(2);

    /// A sensor has its next value at most so long before it is read.
    private static final Duration LONGEST_AHEAD = Duration.ofSeconds(5);

    /// Machines' clocks drift, and running before the begin takes time too.
    private static final Duration LONGEST_BEFORE = Duration.ofHours(12);

    private static final Duration JUST_BEFORE = Duration.ofMillis(50);

    /// Something that comes in.
    record Input(Instant at, Step step) {}

    private final Recording recording;
    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, String> first = new TreeMap<>();
    private final Map<String, String> firstChanged = new TreeMap<>();
    private final Instant start;
    private final Instant earlyStart;

    RecordedInputs(Recording recording) {
        this.recording = recording;
        messages();
        devices();
        contents();
        inputs.sort(Comparator.comparing(Input::at));
        List<Instant> slowest = slowestReadings();
        start = lateStart(slowest);
        earlyStart = start.minus(earlier(slowest));
    }

    /// In the order of time, on whole milliseconds.
    List<Input> all() {
        return inputs;
    }

    /// What devices have at the begin, as far as their first reading tells.
    Map<String, String> firstReadings() {
        return first;
    }

    /// What devices become first, of those that were not read before.
    Map<String, String> firstChanges() {
        return firstChanged;
    }

    /// When the flow is to be started: at the begin of the recording at the latest, and so that the sensor
    /// with the longest period is read at the moments at which it was. As late as that allows.
    Instant start() {
        return start;
    }

    /// The same, but as early as it was really started, so that its timers keep their time too.
    Instant earlyStart() {
        return earlyStart;
    }

    /// Ids of the routes that something came to or left from.
    List<String> routes() {
        var routes = new TreeSet<String>();
        recording.events().forEach(each -> routes.add(each.route()));
        routes.remove("");
        return List.copyOf(routes);
    }

    private void add(Instant at, Step step) {
        inputs.add(new Input(at.truncatedTo(ChronoUnit.MILLIS), step));
    }

    // Messages

    private void messages() {
        Map<List<Object>, Echoes> sent = new LinkedHashMap<>();
        var came = new Arrivals<MessageCame>();
        for (RuntimeEvent event : recording.events()) {
            switch (event) {
                case MessagePublished it ->
                        sent.computeIfAbsent(key(it.message()), _ -> new Echoes(MESSAGE_ECHO))
                                .sent(it.time());
                case MessageCame it -> came.add(key(it.message()), it);
                default -> {}
            }
        }
        came.each((key, it) -> {
            Echoes echoes = sent.get(key);
            if (echoes == null || !echoes.isEcho(it.time())) {
                add(it.time(), new Step.Publish(0, message(it.message()), 1));
            }
        });
    }

    private static List<Object> key(RuntimeEvent.Message message) {
        return List.of(message.topic(), Base64.getEncoder().encodeToString(message.payload()));
    }

    private static MqttMessage message(RuntimeEvent.Message told) {
        return new MqttMessage(
                new TopicName(told.topic()),
                told.payload(),
                Qos.of(told.qos()),
                told.retained(),
                told.duplicate(),
                told.properties().isEmpty() ? MqttProperties.NONE : properties(told.properties()));
    }

    private static MqttProperties properties(Map<String, List<String>> told) {
        List<UserProperty> user = new ArrayList<>();
        new TreeMap<>(told)
                .forEach((name, values) -> {
                    if (name.startsWith("user/")) {
                        values.forEach(
                                value -> user.add(new UserProperty(name.substring(5), value)));
                    }
                });
        return new MqttProperties(
                one(told, "response-topic").map(TopicName::new),
                one(told, "correlation-data").map(Base64.getDecoder()::decode),
                one(told, "content-type"),
                one(told, "message-expiry").map(Long::parseLong).map(Duration::ofSeconds),
                told.containsKey("payload-text"),
                user);
    }

    private static Optional<String> one(Map<String, List<String>> told, String name) {
        return told.getOrDefault(name, List.of()).stream().findFirst();
    }

    // Devices

    private void devices() {
        Map<List<Object>, Echoes> set = new LinkedHashMap<>();
        var changes = new Arrivals<DeviceChanged>();
        Map<String, List<DeviceRead>> readings = new LinkedHashMap<>();
        for (RuntimeEvent event : recording.events()) {
            switch (event) {
                case DeviceSet it ->
                        set.computeIfAbsent(
                                        List.of(it.device(), it.value()),
                                        _ -> new Echoes(DEVICE_ECHO))
                                .sent(it.time());
                case DeviceSimulated it ->
                        set.computeIfAbsent(
                                        List.of(it.device(), it.value()),
                                        _ -> new Echoes(DEVICE_ECHO))
                                .sent(it.time());
                case DeviceChanged it -> changes.add(List.of(it.device(), it.value()), it);
                case DeviceRead it ->
                        readings.computeIfAbsent(it.device(), _ -> new ArrayList<>()).add(it);
                default -> {}
            }
        }
        changes.each((key, it) -> {
            Echoes echoes = set.get(key);
            if (echoes == null || !echoes.isEcho(it.time())) {
                firstChanged.putIfAbsent(it.device(), it.value());
                add(it.time(), new Step.SetDevice(0, it.device(), it.value()));
            }
        });
        readings.forEach(
                (device, read) -> readings(device, read, firstChanged.containsKey(device)));
    }

    /// A value is there ahead of its reading, as what polls in virtual time may do so a little earlier than
    /// it did.
    private void readings(String device, List<DeviceRead> readings, boolean changes) {
        first.put(device, readings.getFirst().value());
        if (changes) {
            firstChanged.remove(device);
        }
        for (int i = 1; i < readings.size(); i++) {
            DeviceRead before = readings.get(i - 1);
            DeviceRead now = readings.get(i);
            if (!now.value().equals(before.value())) {
                Duration half = Duration.between(before.time(), now.time()).dividedBy(2);
                Duration ahead = half.compareTo(LONGEST_AHEAD) < 0 ? half : LONGEST_AHEAD;
                add(
                        now.time().minus(changes ? JUST_BEFORE : ahead),
                        new Step.SetDevice(0, device, now.value()));
            }
        }
    }

    // Other endpoints

    private void contents() {
        var came = new Arrivals<ContentCame>();
        for (RuntimeEvent event : recording.events()) {
            if (event instanceof ContentCame it) {
                came.add(
                        List.of(
                                it.content().uri(),
                                it.content()
                                        .bytes()
                                        .map(Base64.getEncoder()::encodeToString)
                                        .orElse("")),
                        it);
            }
        }
        came.each((_, it) -> {
            String body =
                    it.content()
                            .bytes()
                            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                            .orElse("");
            add(
                    it.time(),
                    new Step.Send(
                            0,
                            address(it.content().uri()),
                            body,
                            new TreeMap<String, Object>(it.content().headers())));
        });
    }

    /// A URI without options, spelled as stand-ins spell it.
    static String address(String uri) {
        return uri.replaceFirst("\\?.*", "").replaceFirst("://", ":");
    }

    // Start

    /// Of the sensor with the longest period; empty when none was read.
    private List<Instant> slowestReadings() {
        Map<List<String>, List<Instant>> readings = new LinkedHashMap<>();
        for (RuntimeEvent event : recording.events()) {
            if (event instanceof DeviceRead it) {
                readings.computeIfAbsent(List.of(it.route(), it.device()), _ -> new ArrayList<>())
                        .add(it.time());
            }
        }
        return readings.values().stream()
                .max(Comparator.comparing(RecordedInputs::period))
                .orElse(List.of());
    }

    private Instant lateStart(List<Instant> slowest) {
        Instant begin = recording.header().begin().truncatedTo(ChronoUnit.MILLIS);
        if (slowest.isEmpty()) {
            return begin;
        }
        Instant read = slowest.getFirst().truncatedTo(ChronoUnit.MILLIS);
        boolean nothingBefore =
                recording.events().stream()
                        .allMatch(each ->
                                each instanceof DeviceRead
                                        || !each.time().isBefore(slowest.getFirst()));
        Duration period = period(slowest);
        if (nothingBefore) {
            return read;
        }
        if (period.isZero()) {
            return begin;
        }
        long periods = Math.ceilDiv(Duration.between(begin, read).toMillis(), period.toMillis());
        return read.minus(period.multipliedBy(periods));
    }

    /// How long before its late start it ran: whole periods of the sensor. Nothing when that is so long that
    /// it says little.
    private Duration earlier(List<Instant> slowest) {
        Duration ran = Duration.between(recording.header().flow().since(), start);
        if (!ran.isPositive() || ran.compareTo(LONGEST_BEFORE) > 0) {
            return Duration.ZERO;
        }
        long period = Math.max(1, period(slowest).toMillis());
        return Duration.ofMillis(Math.round((double) ran.toMillis() / period) * period);
    }

    /// The middle one of the spans between; zero when there is none.
    private static Duration period(List<Instant> times) {
        List<Duration> spans = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            spans.add(Duration.between(times.get(i - 1), times.get(i)));
        }
        spans.sort(Comparator.naturalOrder());
        return spans.isEmpty()
                ? Duration.ZERO
                : Duration.ofMillis(
                        Math.max(1, Math.round(spans.get(spans.size() / 2).toNanos() / 1e7) * 10));
    }

    /// The same that came to several routes: as often as to the one that got it most often.
    private static final class Arrivals<T extends RuntimeEvent> {

        private final Map<List<Object>, Map<String, List<T>>> byRoute = new LinkedHashMap<>();

        void add(List<Object> key, T event) {
            byRoute.computeIfAbsent(key, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(event.route(), _ -> new ArrayList<>())
                    .add(event);
        }

        /// Each that came, of the same the earliest first.
        void each(java.util.function.BiConsumer<List<Object>, T> taker) {
            byRoute.forEach((key, routes) -> {
                int most = routes.values().stream().mapToInt(List::size).max().orElse(0);
                for (int i = 0; i < most; i++) {
                    int number = i;
                    routes.values().stream()
                            .filter(each -> each.size() > number)
                            .map(each -> each.get(number))
                            .min(Comparator.comparing(RuntimeEvent::time))
                            .ifPresent(each -> taker.accept(key, each));
                }
            });
        }
    }

    /// When the flow itself sent something, so that what comes back can be told from what others sent.
    private static final class Echoes {

        private final Duration longest;
        private final List<Instant> sent = new ArrayList<>();
        private int next;

        Echoes(Duration longest) {
            this.longest = longest;
        }

        void sent(Instant at) {
            sent.add(at);
        }

        /// To be asked in the order of time.
        boolean isEcho(Instant came) {
            while (next < sent.size() && sent.get(next).plus(longest).isBefore(came)) {
                next++;
            }
            if (next < sent.size() && !sent.get(next).isAfter(came)) {
                next++;
                return true;
            }
            return false;
        }
    }
}
