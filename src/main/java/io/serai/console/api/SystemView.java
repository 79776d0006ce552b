package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.broker.Broker;
import io.serai.config.EffectiveConfig;
import io.serai.console.Json;
import io.serai.link.Links;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLink;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.observe.MetricSource;
import io.serai.observe.ProcessFigures;
import io.serai.store.FailedMessages;
import io.serai.store.MessageQueues;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// The gateway as a whole, for people and for Prometheus. Thread-safe.
public final class SystemView implements MetricSource {

    private static final String OUTBOX = "outbox ";
    private static final String INBOX = "inbox ";

    private final House house;
    private final String version;
    private final Timekeeper time;
    private final long begin;

    /// What is looked at.
    ///
    /// @param broker null when the gateway has none of its own
    public record House(
            Health health,
            Counters counters,
            Links links,
            @Nullable Broker broker,
            MessageQueues queues,
            FailedMessages failed,
            Limits limits,
            EffectiveConfig settings) {}

    /// How many messages may wait.
    ///
    /// @param outbox for one broker
    /// @param inbox for one route
    /// @param failed on the record of failed ones
    public record Limits(long outbox, long inbox, long failed) {}

    /// One queue of messages.
    private record Fill(String name, long fill, long most, long dropped) {}

    /// @param begin of the gateway, in timekeeper nanoseconds
    public SystemView(House house, String version, Timekeeper time, long begin) {
        this.house = house;
        this.version = version;
        this.time = time;
        this.begin = begin;
    }

    @Nullable Broker broker() {
        return house.broker();
    }

    ObjectNode json() {
        ObjectNode json =
                Json.object()
                        .put("version", version)
                        .put("time", time.now().toString())
                        .put("uptime", TimeUnit.NANOSECONDS.toSeconds(time.nanos() - begin));
        json.set("health", health());
        ArrayNode brokers = json.putArray("brokers");
        house.links().all().forEach(each -> brokers.add(broker(each)));
        ObjectNode outbox = json.putObject("outbox");
        ArrayNode queues = json.putArray("queues");
        for (Fill each : queues()) {
            queues.addObject()
                    .put("name", each.name())
                    .put("fill", each.fill())
                    .put("most", each.most())
                    .put("dropped", each.dropped());
            if (each.name().startsWith(OUTBOX)) {
                outbox.put(each.name().substring(OUTBOX.length()), each.fill());
            }
        }
        memory(json);
        ArrayNode settings = json.putArray("settings");
        for (EffectiveConfig.Entry each : house.settings().entries()) {
            settings.addObject()
                    .put("name", each.key())
                    .put("value", each.shown())
                    .put("source", each.source());
        }
        ObjectNode counts = json.putObject("counts");
        house.counters().all().forEach(counts::put);
        return json;
    }

    private JsonNode health() {
        ObjectNode health =
                Json.object().put("status", house.health().isReady() ? "ready" : "not ready");
        ObjectNode parts = health.putObject("parts");
        house.health()
                .parts()
                .forEach((name, part) ->
                        parts.putObject(name)
                                .put("ready", part.ready())
                                .put("detail", part.detail()));
        return health;
    }

    private JsonNode broker(MqttLink link) {
        ObjectNode json = Json.object().put("name", link.name());
        return switch (link.status()) {
            case LinkStatus.Idle() -> json.put("status", "idle");
            case LinkStatus.Connected(Instant since) ->
                    json.put("status", "connected").put("since", since.toString());
            case LinkStatus.Disconnected(Instant since, String reason) ->
                    json.put("status", "disconnected")
                            .put("since", since.toString())
                            .put("reason", reason);
            case LinkStatus.Closed() -> json.put("status", "closed");
        };
    }

    private static void memory(ObjectNode json) {
        ProcessFigures process = ProcessFigures.now();
        ObjectNode memory =
                json.putObject("memory")
                        .put("used", process.heapUsed())
                        .put("max", process.heapMax());
        process.resident().ifPresent(bytes -> memory.put("rss", bytes));
        json.put("threads", process.threads());
    }

    private List<Fill> queues() {
        List<Fill> fills = new ArrayList<>();
        for (String link : names()) {
            fills.add(
                    new Fill(
                            OUTBOX + link,
                            house.queues().queue(OUTBOX + link).count(),
                            house.limits().outbox(),
                            house.counters().count("mqtt.outbox-dropped", link)));
        }
        for (String name : new TreeSet<>(house.queues().waiting())) {
            if (name.startsWith(INBOX)) {
                String flow = name.substring(INBOX.length()).replaceFirst(" .*", "");
                fills.add(
                        new Fill(
                                name,
                                house.queues().queue(name).count(),
                                house.limits().inbox(),
                                house.counters().count("mqtt.dropped", flow)));
            }
        }
        fills.add(
                new Fill(
                        "failed messages",
                        house.failed().count(),
                        house.limits().failed(),
                        house.failed().forgotten()));
        return fills;
    }

    private List<String> names() {
        return house.links().all().stream().map(MqttLink::name).distinct().sorted().toList();
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (MqttLink link : house.links().all()) {
            figures.add(
                    Figure.of(
                            "mqtt_connected",
                            "Whether the gateway is connected to the broker.",
                            Map.of("broker", link.name()),
                            link.status() instanceof LinkStatus.Connected));
        }
        for (String link : names()) {
            figures.add(
                    new Figure(
                            "outbox_messages",
                            "Messages that wait on disk for the broker.",
                            Map.of("broker", link),
                            house.queues().queue(OUTBOX + link).count()));
        }
        figures.add(
                new Figure(
                        "failed_messages",
                        "Messages on record that a flow could not process.",
                        Map.of(),
                        house.failed().count()));
        ProcessFigures.now()
                .resident()
                .ifPresent(bytes ->
                        figures.add(
                                new Figure(
                                        "process_resident_memory_bytes",
                                        "Memory that the machine gives the process.",
                                        Map.of(),
                                        bytes)));
        return figures;
    }
}
