package io.serai.link;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.TopicFilter;
import io.serai.observe.Counters;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Finds the receivers of a message on one lane. The lane's broker-side filters never overlap, so one
/// route at most fits a topic. Confined to the event loop, except [#routes].
final class Dispatch {

    private static final int MOST_TOPICS = 10_000;

    /// A broker-side filter and the wishes it serves.
    record Route(TopicFilter filter, List<RouteSubscription> wishes) {}

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

    private Table cachedTable = table;
    private final Map<String, List<RouteSubscription>> cache =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, List<RouteSubscription>> eldest) {
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

    /// @param receipt null for QoS 0; counts the dispatch itself, which is done at the end
    void dispatch(MqttMessage message, PendingAcknowledgements.@Nullable Acknowledgement receipt) {
        received.increment();
        String topic = message.topic().text();
        List<RouteSubscription> wishes = receivers(topic);
        boolean isShared = !wishes.isEmpty() && wishes.getFirst().filter().shareGroup().isPresent();
        boolean claimed =
                isShared
                        ? toOneOf(wishes, message, topic, receipt)
                        : toAll(wishes, message, topic, receipt);
        if (!claimed) {
            counters.add("mqtt.unclaimed", name);
        }
        if (receipt != null) {
            receipt.done();
        }
    }

    private static boolean toAll(
            List<RouteSubscription> wishes, MqttMessage message, String topic, PendingAcknowledgements.@Nullable Acknowledgement receipt) {
        boolean claimed = false;
        for (int i = 0; i < wishes.size(); i++) {
            RouteSubscription wish = wishes.get(i);
            RouteSubscription taker = wish.taker(topic);
            if (taker == null) {
                claimed |= wish.keeps(receipt);
            } else if (!hasLaterFor(taker, wishes, i, topic)) {
                // Of several that stand in for one receiver here, the latest brings it the message.
                claimed |= !wish.isFirstToBring(message) || taker.deliver(message, receipt);
            }
        }
        return claimed;
    }

    /// In turn, to the first that takes it.
    private boolean toOneOf(
            List<RouteSubscription> wishes, MqttMessage message, String topic, PendingAcknowledgements.@Nullable Acknowledgement receipt) {
        for (int i = 0; i < wishes.size(); i++) {
            RouteSubscription wish = wishes.get(Math.floorMod(turn++, wishes.size()));
            RouteSubscription taker = wish.taker(topic);
            if (taker != null
                    && !taker.isPaused()
                    && (!wish.isFirstToBring(message) || taker.deliver(message, receipt))) {
                return true;
            }
        }
        return wishes.stream().anyMatch(wish -> wish.keeps(receipt));
    }

    private static boolean hasLaterFor(RouteSubscription taker, List<RouteSubscription> wishes, int index, String topic) {
        for (int i = index + 1; i < wishes.size(); i++) {
            if (taker.equals(wishes.get(i).taker(topic))) {
                return true;
            }
        }
        return false;
    }

    private List<RouteSubscription> receivers(String topic) {
        Table current = table;
        if (current != cachedTable) {
            cachedTable = current;
            cache.clear();
        }
        List<RouteSubscription> wishes = cache.get(topic);
        if (wishes == null) {
            wishes = find(current.routes, topic);
            cache.put(topic, wishes);
        }
        return wishes;
    }

    private static List<RouteSubscription> find(List<Route> routes, String topic) {
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
        table.routes.forEach(route -> route.wishes().forEach(RouteSubscription::forgetHeard));
    }
}
