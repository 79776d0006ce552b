package io.serai.link.subscribe;

import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which filters are subscribed at the broker, and on which session (connection), so that every subscription is
/// served exactly once by any broker.
///
/// Where filters overlap, one broker sends a copy per subscription and another one in all, and 3.1.1
/// does not say which copy is for which [MQTT-3.3.5-1]. So the broker-side filters of one session never
/// overlap: a subscription joins a filter that covers it, and one that overlaps without being covered goes to
/// another session. Not thread-safe.
public final class SubscriptionPlan {

    /// A filter subscribed at the broker. Its QoS is the highest its subscriptions ask for; it stays when
    /// they leave, because lowering it would disturb the others.
    public static final class BrokerSubscription {
        private final TopicFilter filter;
        private final int session;
        private Qos qos;
        private int subscriptions;

        /// The broker is asked for nothing, because all its subscriptions are paused; for the link alone.
        public boolean resting;

        private BrokerSubscription(TopicFilter filter, int session, Qos qos) {
            this.filter = filter;
            this.session = session;
            this.qos = qos;
        }

        public TopicFilter filter() {
            return filter;
        }

        /// From 1.
        public int session() {
            return session;
        }

        public Qos qos() {
            return qos;
        }

        @Override
        public String toString() {
            return "%s on lane %d".formatted(filter, session);
        }
    }

    /// What somebody wants.
    public record Wanted(TopicFilter filter, Qos qos) {}

    private final List<BrokerSubscription> brokerSubscriptions = new ArrayList<>();

    /// The best plan for subscriptions that are all known: broad filters first, so that narrow ones join.
    ///
    /// @param formerSessions session by filter text, as a durable session has them; such a filter keeps its
    ///     session, where its queued messages wait
    public static SubscriptionPlan of(
            Collection<Wanted> subscriptions, Map<String, Integer> formerSessions) {
        var plan = new SubscriptionPlan();
        List<TopicFilter> former =
                formerSessions.keySet().stream().map(TopicFilter::parse).toList();
        List<Wanted> order = broadFirst(subscriptions);
        for (Wanted subscription : order) {
            Integer session = formerSessions.get(subscription.filter().text());
            if (session != null
                    && plan.find(subscription.filter()).isEmpty()
                    && plan.isFree(subscription.filter(), session)) {
                plan.brokerSubscriptions.add(
                        new BrokerSubscription(subscription.filter(), session, subscription.qos()));
            }
        }
        for (Wanted subscription : order) {
            if (plan.find(subscription.filter()).isEmpty()
                    && plan.covering(subscription.filter()).isEmpty()) {
                // What it joined then may be gone; the session's queue for it is still on that
                // session.
                former.stream()
                        .filter(f -> f.shareGroup().isEmpty() && f.covers(subscription.filter()))
                        .map(f -> formerSessions.get(f.text()))
                        .filter(session -> plan.isFree(subscription.filter(), session))
                        .findFirst()
                        .ifPresent(session ->
                                plan.brokerSubscriptions.add(
                                        new BrokerSubscription(
                                                subscription.filter(),
                                                session,
                                                subscription.qos())));
            }
            plan.raiseOrPlace(subscription.filter(), subscription.qos());
        }
        return plan;
    }

    private static List<Wanted> broadFirst(Collection<Wanted> subscriptions) {
        // A filter covers whatever those it covers cover, so it has the higher count.
        return subscriptions.stream()
                .sorted(
                        Comparator.comparingLong((Wanted subscription) ->
                                        -subscriptions.stream()
                                                .map(Wanted::filter)
                                                .distinct()
                                                .filter(subscription.filter()::covers)
                                                .count())
                                .thenComparing(subscription -> subscription.filter().text()))
                .toList();
    }

    /// Where a subscription is served. [#leave] ends what this begins.
    public BrokerSubscription join(TopicFilter filter, Qos qos) {
        BrokerSubscription brokerSubscription = raiseOrPlace(filter, qos);
        brokerSubscription.subscriptions++;
        return brokerSubscription;
    }

    /// Ends a subscription.
    ///
    /// @return whether nobody is left, and the broker subscription is out of the plan
    public boolean leave(BrokerSubscription brokerSubscription) {
        brokerSubscription.subscriptions--;
        return brokerSubscription.subscriptions == 0
                && brokerSubscriptions.remove(brokerSubscription);
    }

    /// Puts another filter in the place of one that serves a single subscription, on the same session: nothing that
    /// both match is missed or comes twice then.
    ///
    /// @return empty, and nothing is changed, when others use the broker subscription, another one would do, or another
    ///     one is in the way
    public Optional<BrokerSubscription> replace(
            BrokerSubscription brokerSubscription, TopicFilter filter, Qos qos) {
        boolean alone =
                brokerSubscription.subscriptions == 1
                        && brokerSubscriptions.contains(brokerSubscription);
        boolean ordinary =
                brokerSubscription.filter.shareGroup().isEmpty() && filter.shareGroup().isEmpty();
        boolean free =
                brokerSubscriptions.stream()
                        .filter(each -> each != brokerSubscription)
                        .noneMatch(each ->
                                each.filter.covers(filter)
                                        || (each.session == brokerSubscription.session
                                                && each.filter.overlaps(filter)));
        if (!alone || !ordinary || !free) {
            return Optional.empty();
        }
        brokerSubscriptions.remove(brokerSubscription);
        var fresh = new BrokerSubscription(filter, brokerSubscription.session, qos);
        fresh.subscriptions = 1;
        brokerSubscriptions.add(fresh);
        return Optional.of(fresh);
    }

    public List<BrokerSubscription> brokerSubscriptions() {
        return List.copyOf(brokerSubscriptions);
    }

    private BrokerSubscription raiseOrPlace(TopicFilter filter, Qos qos) {
        BrokerSubscription brokerSubscription =
                find(filter).or(() -> covering(filter)).orElseGet(() -> place(filter, qos));
        if (brokerSubscription.qos.compareTo(qos) < 0) {
            brokerSubscription.qos = qos;
        }
        return brokerSubscription;
    }

    private Optional<BrokerSubscription> find(TopicFilter filter) {
        return brokerSubscriptions.stream()
                .filter(brokerSubscription -> brokerSubscription.filter.equals(filter))
                .findFirst();
    }

    private Optional<BrokerSubscription> covering(TopicFilter filter) {
        // A share group gets only its share, so it can neither stand in for a subscription nor join
        // one.
        return filter.shareGroup().isPresent()
                ? Optional.empty()
                : brokerSubscriptions.stream()
                        .filter(brokerSubscription ->
                                brokerSubscription.filter.shareGroup().isEmpty())
                        .filter(brokerSubscription -> brokerSubscription.filter.covers(filter))
                        .min(Comparator.comparingInt(BrokerSubscription::session));
    }

    private BrokerSubscription place(TopicFilter filter, Qos qos) {
        int session = 1;
        while (!isFree(filter, session)) {
            session++;
        }
        var brokerSubscription = new BrokerSubscription(filter, session, qos);
        brokerSubscriptions.add(brokerSubscription);
        return brokerSubscription;
    }

    private boolean isFree(TopicFilter filter, int session) {
        return brokerSubscriptions.stream()
                .noneMatch(brokerSubscription ->
                        brokerSubscription.session == session
                                && brokerSubscription.filter.overlaps(filter));
    }
}
