package io.serai.link.subscribe;

import io.serai.link.packet.PacketIds;
import io.serai.link.packet.Packets;
import io.serai.link.packet.ReasonCode;
import io.serai.link.transport.NetworkConnection;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one connection has subscribed, told to the broker anew after every connect. Confined to the
/// event loop.
public final class Subscriber {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

    /// Filters in one packet; some brokers take few.
    private static final int BATCH = 50;

    private final String name;
    private final Timekeeper time;
    private final Counters counters;
    private final PacketIds ids;

    private final Map<String, Qos> wanted = new LinkedHashMap<>();
    private final Set<String> unwanted = new LinkedHashSet<>();
    private final Map<Integer, Request> requests = new HashMap<>();
    private final List<Runnable> unanswered = new ArrayList<>();
    private @Nullable NetworkConnection wire;

    /// @param whenAnswered what waits for the broker's answer to it
    private record Request(List<String> filters, long sentAt, List<Runnable> whenAnswered) {}

    public Subscriber(String name, Timekeeper time, Counters counters, PacketIds ids) {
        this.name = name;
        this.time = time;
        this.counters = counters;
        this.ids = ids;
    }

    /// Also when it is subscribed already: the broker then sends its retained messages again
    /// [MQTT-3.8.4-3].
    ///
    /// @param whenAnswered runs when the broker has answered this very subscription, or, should the
    ///     connection end before, the ones of the next connect
    public void subscribe(String filter, Qos qos, Runnable whenAnswered) {
        unwanted.remove(filter);
        wanted.put(filter, qos);
        if (wire == null) {
            unanswered.add(whenAnswered);
        } else {
            send(wire, Map.of(filter, qos), List.of(whenAnswered));
        }
    }

    public void unsubscribe(String filter) {
        wanted.remove(filter);
        unwanted.add(filter);
        if (wire != null) {
            drop(wire, List.of(filter));
        }
    }

    public void opened(NetworkConnection newWire) {
        wire = newWire;
        List<Runnable> waiting = List.copyOf(unanswered);
        unanswered.clear();
        List<String> left = new ArrayList<>(wanted.keySet());
        while (!left.isEmpty()) {
            List<String> batch = left.subList(0, Math.min(BATCH, left.size()));
            Map<String, Qos> filters = new LinkedHashMap<>();
            batch.forEach(filter -> filters.put(filter, wanted.get(filter)));
            batch.clear();
            send(newWire, filters, left.isEmpty() ? waiting : List.of());
        }
        if (wanted.isEmpty()) {
            waiting.forEach(Runnable::run);
        }
        // After the new ones, so that nothing falls into a gap between an old filter and a new one.
        if (!unwanted.isEmpty()) {
            drop(newWire, List.copyOf(unwanted));
        }
    }

    public void lost() {
        wire = null;
        requests.forEach((id, request) -> {
            ids.free(id);
            unanswered.addAll(request.whenAnswered());
        });
        requests.clear();
    }

    private void send(NetworkConnection to, Map<String, Qos> filters, List<Runnable> whenAnswered) {
        int id = ids.take();
        requests.put(id, new Request(List.copyOf(filters.keySet()), time.nanos(), whenAnswered));
        to.send(Packets.subscribe(id, filters));
    }

    private void drop(NetworkConnection to, List<String> filters) {
        int id = ids.take();
        requests.put(id, new Request(filters, time.nanos(), List.of()));
        to.send(Packets.unsubscribe(id, filters));
    }

    public void subscribed(int id, List<Integer> codes) {
        Request request = requests.remove(id);
        if (request == null) {
            return;
        }
        ids.free(id);
        request.whenAnswered().forEach(Runnable::run);
        for (int i = 0; i < Math.min(codes.size(), request.filters().size()); i++) {
            ReasonCode reason = ReasonCode.of(codes.get(i));
            if (reason.isFailure()) {
                counters.add("mqtt.refused-subscriptions", name);
                LOG.warn(
                        "{}: the broker refuses the subscription to {}: {}; nothing comes from it."
                                + " Allow it there or take it out of the flow. It is asked for again at"
                                + " the next connect.",
                        name,
                        request.filters().get(i),
                        reason.words());
            }
        }
    }

    /// The broker has answered an UNSUBSCRIBE.
    ///
    /// @param codes empty with 3.1.1, which cannot refuse
    public void unsubscribed(int id, List<Short> codes) {
        Request request = requests.remove(id);
        if (request == null) {
            return;
        }
        ids.free(id);
        request.filters().forEach(unwanted::remove);
        for (int i = 0; i < Math.min(codes.size(), request.filters().size()); i++) {
            ReasonCode reason = ReasonCode.of(codes.get(i));
            if (reason.isFailure()) {
                LOG.warn(
                        "{}: the broker does not end the subscription to {}: {}. What comes of it is"
                                + " acknowledged and counted as mqtt.unclaimed.",
                        name,
                        request.filters().get(i),
                        reason.words());
            }
        }
    }

    public boolean isOverdue(Duration patience) {
        long now = time.nanos();
        return requests.values().stream()
                .anyMatch(each -> now - each.sentAt() > patience.toNanos());
    }
}
