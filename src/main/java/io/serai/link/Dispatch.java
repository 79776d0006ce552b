package io.serai.link;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.observe.Counters;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Finds the receivers of a message on one lane. The lane's broker-side filters never overlap, so one
/// route at most fits a topic. Confined to the event loop, except [#routes] and [#hold].
final class Dispatch {

    /// Messages kept for an heir of one closed wish; more would use up the broker's window.
    private static final int MOST_KEPT = 10;

    private static final int MOST_TOPICS = 10_000;

    /// A broker-side filter and the wishes it serves.
    record Route(TopicFilter filter, List<Wish> wishes) {}

    /// One state of the routes; which one it is tells whether what was found still holds.
    private static final class Table {
        private final List<Route> routes;

        Table(List<Route> routes) {
            this.routes = List.copyOf(routes);
        }
    }

    private final Counters counters;
    private final LongAdder received;
    private final String name;
    private volatile Table table = new Table(List.of());
    private volatile boolean holding;

    private Table cachedTable = table;
    private final Map<String, List<Wish>> cache =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, List<Wish>> eldest) {
                    return size() > MOST_TOPICS;
                }
            };
    private int turn;

    Dispatch(Counters counters, String name) {
        this.counters = counters;
        received = counters.adder("mqtt.messages-received", name);
        this.name = name;
    }

    /// From any thread: what holds from now on.
    void routes(List<Route> newRoutes) {
        table = new Table(newRoutes);
    }

    /// From any thread: messages of closed wishes stay with the broker from now on.
    void hold() {
        holding = true;
    }

    /// @param receipt null for QoS 0; counts the dispatch itself, which is done at the end
    void dispatch(MqttMessage message, Inbox.@Nullable Receipt receipt) {
        received.increment();
        String topic = message.topic().text();
        List<Wish> wishes = receivers(topic);
        boolean claimed = false;
        for (int i = 0; i < wishes.size(); i++) {
            Wish wish = wishes.get(i);
            Wish taker = wish.taker(topic);
            if (taker == null && isKept(wish, receipt)) {
                taker = wish;
            }
            // Of several that stand in for one receiver here, the latest brings it the message.
            if (taker != null && !hasLaterFor(taker, wishes, i, topic)) {
                claimed = true;
                if (wish.isFirstToBring(message)) {
                    taker.deliver(message, receipt);
                }
            }
        }
        if (!claimed) {
            counters.add("mqtt.unclaimed", name);
        }
        if (receipt != null) {
            receipt.done();
        }
    }

    private static boolean hasLaterFor(Wish taker, List<Wish> wishes, int index, String topic) {
        for (int i = index + 1; i < wishes.size(); i++) {
            if (taker.equals(wishes.get(i).taker(topic))) {
                return true;
            }
        }
        return false;
    }

    private boolean isKept(Wish wish, Inbox.@Nullable Receipt receipt) {
        return receipt != null
                && !wish.isReplaced()
                && wish.qos() != Qos.AT_MOST_ONCE
                && (holding || wish.kept() < MOST_KEPT);
    }

    private List<Wish> receivers(String topic) {
        Table current = table;
        if (current != cachedTable) {
            cachedTable = current;
            cache.clear();
        }
        List<Wish> wishes = cache.get(topic);
        if (wishes == null) {
            wishes = find(current.routes, topic);
            cache.put(topic, wishes);
        }
        if (wishes.size() > 1 && wishes.getFirst().filter().shareGroup().isPresent()) {
            return List.of(wishes.get(Math.floorMod(turn++, wishes.size())));
        }
        return wishes;
    }

    private static List<Wish> find(List<Route> routes, String topic) {
        return routes.stream()
                .filter(route -> route.filter().matches(topic))
                .findFirst()
                .map(route ->
                        route.wishes().stream()
                                .filter(wish -> wish.filter().matches(topic))
                                .toList())
                .orElse(List.of());
    }

    void forgetHeard() {
        table.routes.forEach(route -> route.wishes().forEach(Wish::forgetHeard));
    }
}
