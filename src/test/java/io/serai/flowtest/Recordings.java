package io.serai.flowtest;

import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.Content;
import io.serai.event.RuntimeEvent.ContentSent;
import io.serai.event.RuntimeEvent.DeviceChanged;
import io.serai.event.RuntimeEvent.DeviceRead;
import io.serai.event.RuntimeEvent.DeviceSet;
import io.serai.event.RuntimeEvent.Message;
import io.serai.event.RuntimeEvent.MessageCame;
import io.serai.event.RuntimeEvent.MessagePublished;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowInUse;
import io.serai.flow.FlowSource;
import io.serai.flowtest.run.FlowTestSettings;
import io.serai.flowtest.run.TestedFiles;
import io.serai.node.input.InputConfig;
import io.serai.recording.Recording;
import io.serai.recording.RecordingEnd;
import io.serai.recording.RecordingHeader;
import io.serai.time.SystemTimekeeper;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes recordings of flow `x`, as a gateway would have written them.
public final class Recordings {

    public static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00.250Z");
    public static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String DEVICES =
            """
            devices:
              - {id: light, kind: sensor, range: {min: 0, max: 1000}}
              - {id: button, kind: input}
              - {id: lamp, kind: switch}
            """;

    private final String text;
    private final Map<String, String> values;
    private final List<RuntimeEvent> events = new ArrayList<>();
    private Duration ran = Duration.ZERO;

    public Recordings(String text) {
        this(text, Map.of());
    }

    /// @param values of the flow, as recorded
    public Recordings(String text, Map<String, String> values) {
        this.text = text;
        this.values = values;
    }

    /// How long the flow had run before.
    public Recordings ranFor(Duration span) {
        ran = span;
        return this;
    }

    public Recordings came(double at, String route, String topic, String payload) {
        return came(at, route, topic, payload.getBytes(StandardCharsets.UTF_8));
    }

    public Recordings came(double at, String route, String topic, byte[] payload) {
        events.add(
                new MessageCame(
                        "x",
                        route,
                        time(at),
                        "broker",
                        new Message(topic, payload, 1, false, false, Map.of())));
        return this;
    }

    public Recordings published(double at, String topic, String payload) {
        events.add(
                new MessagePublished(
                        "x",
                        "x",
                        time(at),
                        "broker",
                        new Message(
                                topic,
                                payload.getBytes(StandardCharsets.UTF_8),
                                1,
                                false,
                                false,
                                Map.of()),
                        false));
        return this;
    }

    public Recordings read(double at, String device, String value) {
        events.add(new DeviceRead("x", "sensor", time(at), device, value));
        return this;
    }

    public Recordings changed(double at, String route, String device, String value) {
        events.add(new DeviceChanged("x", route, time(at), device, value));
        return this;
    }

    public Recordings set(double at, String device, String value) {
        events.add(new DeviceSet("x", "x", time(at), device, value, false));
        return this;
    }

    public Recordings sent(double at, String uri, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        events.add(
                new ContentSent(
                        "x", "x", time(at), new Content(uri, Map.of(), Optional.of(bytes)), false));
        return this;
    }

    private static Instant time(double seconds) {
        return BEGIN.plusNanos(Math.round(seconds * 1e9));
    }

    public Recording until(double seconds) {
        return new Recording(
                new RecordingHeader(
                        new FlowInUse(
                                "x", 3, BEGIN.minus(ran), "x.camel.yaml", text, Map.of(), values),
                        ZONE,
                        BEGIN),
                events,
                Optional.of(new RecordingEnd(time(seconds), "asked", events.size(), 0, 3)));
    }

    /// Flow `x` as some file says it.
    public static FlowSource flow(String text) {
        return FlowSource.of(new FlowFile("x", Path.of("routes/x.camel.yaml")), text);
    }

    public static TestedFiles house(FlowSource flow) {
        return new TestedFiles(
                List.of(flow),
                Path.of("routes/devices.yaml"),
                DEVICES,
                new FlowTestSettings(
                        () ->
                                List.of(
                                        new io.serai.device.simulated.SimulatedDriver(
                                                new SystemTimekeeper(), ZONE)),
                        Map.of(),
                        InputConfig.DEFAULT));
    }
}
