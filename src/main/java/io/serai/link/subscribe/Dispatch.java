package io.serai.link.subscribe;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.TopicFilter;
import io.serai.observe.Counters;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Finds the receivers of a message on one session. The session's broker-side filters never overlap, so one
/// route at most fits a topic. Confined to the event loop, except [#routes].
public final class Dispatch {

    private static final int MOST_TOPICS = 10_000;

    /// A broker-side filter and the subscriptions it serves.
    public record Route(TopicFilter filter, List<RouteSubscription> subscriptions) {}

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
                protected boolean removeEldestEntry(
                        Map.Entry<String, List<RouteSubscription>> eldest) {
                    return size() > MOST_TOPICS;
                }
            };
    private int turn;

    public Dispatch(Counters counters, String name) {
        this.counters = counters;
        received = counters.adder("mqtt.messages-received", name);
        this.name = name;
    }

    /// From any thread: what holds from now on.
    public void routes(List<Route> newRoutes) {
        table = new Table(newRoutes);
    }

    /// Hands a message to every subscription that it matches.
    ///
    /// @param receipt null for QoS 0; counts the dispatch itself, which is done at the end
    public void dispatch(
            MqttMessage message, PendingAcknowledgements.@Nullable Acknowledgement receipt) {
        received.increment();
        String topic = message.topic().text();
        List<RouteSubscription> subscriptions = receivers(topic);
        boolean isShared =
                !subscriptions.isEmpty()
                        && subscriptions.getFirst().filter().shareGroup().isPresent();
        boolean claimed =
                isShared
                        ? toOneOf(subscriptions, message, topic, receipt)
                        : toAll(subscriptions, message, topic, receipt);
        if (!claimed) {
            counters.add("mqtt.unclaimed", name);
        }
        if (receipt != null) {
            receipt.done();
        }
    }

    private static boolean toAll(
            List<RouteSubscription> subscriptions,
            MqttMessage message,
            String topic,
            PendingAcknowledgements.@Nullable Acknowledgement receipt) {
        boolean claimed = false;
        for (int i = 0; i < subscriptions.size(); i++) {
            RouteSubscription subscription = subscriptions.get(i);
            RouteSubscription taker = subscription.taker(topic);
            if (taker == null) {
                claimed |= subscription.keeps(receipt);
            } else if (!hasLaterFor(taker, subscriptions, i, topic)) {
                // Of several that stand in for one receiver here, the latest brings it the message.
                claimed |= !subscription.isFirstToBring(message) || taker.deliver(message, receipt);
            }
        }
        return claimed;
    }

    /// In turn, to the first that takes it.
    private boolean toOneOf(
            List<RouteSubscription> subscriptions,
            MqttMessage message,
            String topic,
            PendingAcknowledgements.@Nullable Acknowledgement receipt) {
        for (int i = 0; i < subscriptions.size(); i++) {
            RouteSubscription subscription =
                    subscriptions.get(Math.floorMod(turn++, subscriptions.size()));
            RouteSubscription taker = subscription.taker(topic);
            if (taker != null
                    && !taker.isPaused()
                    && (!subscription.isFirstToBring(message) || taker.deliver(message, receipt))) {
                return true;
            }
        }
        return subscriptions.stream().anyMatch(subscription -> subscription.keeps(receipt));
    }

    private static boolean hasLaterFor(
            RouteSubscription taker,
            List<RouteSubscription> subscriptions,
            int index,
            String topic) {
        for (int i = index + 1; i < subscriptions.size(); i++) {
            if (taker.equals(subscriptions.get(i).taker(topic))) {
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
        List<RouteSubscription> subscriptions = cache.get(topic);
        if (subscriptions == null) {
            subscriptions = find(current.routes, topic);
            cache.put(topic, subscriptions);
        }
        return subscriptions;
    }

    private static List<RouteSubscription> find(List<Route> routes, String topic) {
        return routes.stream()
                .filter(route -> route.filter().matches(topic))
                .findFirst()
                .map(route ->
                        route.subscriptions().stream()
                                .filter(subscription -> subscription.filter().matches(topic))
                                .toList())
                .orElse(List.of());
    }

    public void forgetHeard() {
        table.routes.forEach(
                route -> route.subscriptions().forEach(RouteSubscription::forgetHeard));
    }
}
