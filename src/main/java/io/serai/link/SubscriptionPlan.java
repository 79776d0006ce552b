package io.serai.link;

import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which filters are subscribed at the broker, and on which lane (connection), so that every wish is
/// served exactly once by any broker.
///
/// Where filters overlap, one broker sends a copy per subscription and another one in all, and 3.1.1
/// does not say which copy is for which [MQTT-3.3.5-1]. So the broker-side filters of one lane never
/// overlap: a wish joins a filter that covers it, and one that overlaps without being covered goes to
/// another lane. Not thread-safe.
final class SubscriptionPlan {

    /// A filter subscribed at the broker. Its QoS is the highest its wishes ask for; it stays when
    /// they leave, because lowering it would disturb the others.
    static final class BrokerSubscription {
        private final TopicFilter filter;
        private final int lane;
        private Qos qos;
        private int wishes;

        /// The broker is asked for nothing, because all its wishes are paused; for the link alone.
        boolean resting;

        private BrokerSubscription(TopicFilter filter, int lane, Qos qos) {
            this.filter = filter;
            this.lane = lane;
            this.qos = qos;
        }

        TopicFilter filter() {
            return filter;
        }

        /// From 1.
        int lane() {
            return lane;
        }

        Qos qos() {
            return qos;
        }

        @Override
        public String toString() {
            return "%s on lane %d".formatted(filter, lane);
        }
    }

    /// What somebody wants.
    record Wanted(TopicFilter filter, Qos qos) {}

    private final List<BrokerSubscription> spots = new ArrayList<>();

    /// The best plan for wishes that are all known: broad filters first, so that narrow ones join.
    ///
    /// @param formerLanes lane by filter text, as a durable session has them; such a filter keeps its
    ///     lane, where its queued messages wait
    static SubscriptionPlan of(Collection<Wanted> wishes, Map<String, Integer> formerLanes) {
        var plan = new SubscriptionPlan();
        List<TopicFilter> former = formerLanes.keySet().stream().map(TopicFilter::parse).toList();
        List<Wanted> order = broadFirst(wishes);
        for (Wanted wish : order) {
            Integer lane = formerLanes.get(wish.filter().text());
            if (lane != null
                    && plan.find(wish.filter()).isEmpty()
                    && plan.isFree(wish.filter(), lane)) {
                plan.spots.add(new BrokerSubscription(wish.filter(), lane, wish.qos()));
            }
        }
        for (Wanted wish : order) {
            if (plan.find(wish.filter()).isEmpty() && plan.covering(wish.filter()).isEmpty()) {
                // What it joined then may be gone; the session's queue for it is still on that
                // lane.
                former.stream()
                        .filter(f -> f.shareGroup().isEmpty() && f.covers(wish.filter()))
                        .map(f -> formerLanes.get(f.text()))
                        .filter(lane -> plan.isFree(wish.filter(), lane))
                        .findFirst()
                        .ifPresent(
                                lane -> plan.spots.add(new BrokerSubscription(wish.filter(), lane, wish.qos())));
            }
            plan.raiseOrPlace(wish.filter(), wish.qos());
        }
        return plan;
    }

    private static List<Wanted> broadFirst(Collection<Wanted> wishes) {
        // A filter covers whatever those it covers cover, so it has the higher count.
        return wishes.stream()
                .sorted(
                        Comparator.comparingLong((Wanted wish) ->
                                        -wishes.stream()
                                                .map(Wanted::filter)
                                                .distinct()
                                                .filter(wish.filter()::covers)
                                                .count())
                                .thenComparing(wish -> wish.filter().text()))
                .toList();
    }

    /// Where a wish is served. [#leave] ends what this begins.
    BrokerSubscription join(TopicFilter filter, Qos qos) {
        BrokerSubscription spot = raiseOrPlace(filter, qos);
        spot.wishes++;
        return spot;
    }

    /// Ends a wish.
    ///
    /// @return whether nobody is left, and the spot is out of the plan
    boolean leave(BrokerSubscription spot) {
        spot.wishes--;
        return spot.wishes == 0 && spots.remove(spot);
    }

    /// Puts another filter in the place of one that serves a single wish, on the same lane: nothing that
    /// both match is missed or comes twice then.
    ///
    /// @return empty, and nothing is changed, when others use the spot, another one would do, or another
    ///     one is in the way
    Optional<BrokerSubscription> replace(BrokerSubscription spot, TopicFilter filter, Qos qos) {
        boolean alone = spot.wishes == 1 && spots.contains(spot);
        boolean ordinary = spot.filter.shareGroup().isEmpty() && filter.shareGroup().isEmpty();
        boolean free =
                spots.stream()
                        .filter(each -> each != spot)
                        .noneMatch(each ->
                                each.filter.covers(filter)
                                        || (each.lane == spot.lane
                                                && each.filter.overlaps(filter)));
        if (!alone || !ordinary || !free) {
            return Optional.empty();
        }
        spots.remove(spot);
        var fresh = new BrokerSubscription(filter, spot.lane, qos);
        fresh.wishes = 1;
        spots.add(fresh);
        return Optional.of(fresh);
    }

    List<BrokerSubscription> spots() {
        return List.copyOf(spots);
    }

    private BrokerSubscription raiseOrPlace(TopicFilter filter, Qos qos) {
        BrokerSubscription spot = find(filter).or(() -> covering(filter)).orElseGet(() -> place(filter, qos));
        if (spot.qos.compareTo(qos) < 0) {
            spot.qos = qos;
        }
        return spot;
    }

    private Optional<BrokerSubscription> find(TopicFilter filter) {
        return spots.stream().filter(spot -> spot.filter.equals(filter)).findFirst();
    }

    private Optional<BrokerSubscription> covering(TopicFilter filter) {
        // A share group gets only its share, so it can neither stand in for a wish nor join one.
        return filter.shareGroup().isPresent()
                ? Optional.empty()
                : spots.stream()
                        .filter(spot -> spot.filter.shareGroup().isEmpty())
                        .filter(spot -> spot.filter.covers(filter))
                        .min(Comparator.comparingInt(BrokerSubscription::lane));
    }

    private BrokerSubscription place(TopicFilter filter, Qos qos) {
        int lane = 1;
        while (!isFree(filter, lane)) {
            lane++;
        }
        var spot = new BrokerSubscription(filter, lane, qos);
        spots.add(spot);
        return spot;
    }

    private boolean isFree(TopicFilter filter, int lane) {
        return spots.stream().noneMatch(spot -> spot.lane == lane && spot.filter.overlaps(filter));
    }
}
