package io.serai.link.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class SubscriptionPlanTest {

    @Test
    void identicalFiltersShareOneAtTheHighestQos() {
        var plan = new SubscriptionPlan();

        plan.join(TopicFilter.parse("home/+"), Qos.AT_MOST_ONCE);
        plan.join(TopicFilter.parse("home/+"), Qos.EXACTLY_ONCE);
        plan.join(TopicFilter.parse("home/+"), Qos.AT_LEAST_ONCE);

        assertThat(filters(plan)).containsExactly("home/+ on lane 1");
        assertThat(plan.brokerSubscriptions().getFirst().qos()).isEqualTo(Qos.EXACTLY_ONCE);
    }

    @Test
    void coveredFilterJoinsAndCrossingFilterTakesAnotherSession() {
        var plan = new SubscriptionPlan();

        plan.join(TopicFilter.parse("home/#"), Qos.AT_LEAST_ONCE);
        plan.join(TopicFilter.parse("home/+/light"), Qos.AT_LEAST_ONCE);
        plan.join(TopicFilter.parse("+/telemetry"), Qos.AT_LEAST_ONCE);
        plan.join(TopicFilter.parse("garden/telemetry"), Qos.AT_LEAST_ONCE);

        assertThat(filters(plan)).containsExactly("home/# on lane 1", "+/telemetry on lane 2");
    }

    @Test
    void subscriptionsKnownTogetherAreServedByTheBroadest() {
        SubscriptionPlan plan =
                SubscriptionPlan.of(
                        wanted("home/telemetry", "home/+", "+/telemetry", "#"), Map.of());

        assertThat(filters(plan)).containsExactly("# on lane 1");
    }

    @Test
    void broadFilterThatComesLateLeavesTheNarrowOneInPeace() {
        var plan = new SubscriptionPlan();

        plan.join(TopicFilter.parse("home/kitchen"), Qos.AT_LEAST_ONCE);
        plan.join(TopicFilter.parse("#"), Qos.AT_LEAST_ONCE);

        assertThat(filters(plan)).containsExactly("home/kitchen on lane 1", "# on lane 2");
    }

    @Test
    void filterAndItsShareNeverMeetInOneSession() {
        var plan = new SubscriptionPlan();

        plan.join(TopicFilter.parse("home/#"), Qos.AT_LEAST_ONCE);
        plan.join(TopicFilter.parse("$share/one/home/+"), Qos.AT_LEAST_ONCE);
        plan.join(TopicFilter.parse("$share/two/home/+"), Qos.AT_LEAST_ONCE);
        plan.join(TopicFilter.parse("$share/one/home/+"), Qos.AT_LEAST_ONCE);
        plan.join(TopicFilter.parse("home/kitchen"), Qos.AT_LEAST_ONCE);

        assertThat(filters(plan))
                .containsExactly(
                        "home/# on lane 1",
                        "$share/one/home/+ on lane 2",
                        "$share/two/home/+ on lane 3");
    }

    @Test
    void aFormerFilterKeepsItsSession() {
        SubscriptionPlan plan =
                SubscriptionPlan.of(
                        wanted("#", "home/kitchen", "garden/+"),
                        Map.of("home/kitchen", 2, "garden/+", 1, "gone", 1));

        assertThat(filters(plan))
                .containsExactlyInAnyOrder(
                        "garden/+ on lane 1", "home/kitchen on lane 2", "# on lane 3");
    }

    @Test
    void aFilterThatHadJoinedOneNowGoneStaysInItsSession() {
        SubscriptionPlan plan =
                SubscriptionPlan.of(wanted("home/+"), Map.of("home/#", 2, "garden/+", 1));

        assertThat(filters(plan)).containsExactly("home/+ on lane 2");
    }

    @Test
    void aBrokerSubscriptionGoesWithItsLastSubscription() {
        var plan = new SubscriptionPlan();
        SubscriptionPlan.BrokerSubscription first =
                plan.join(TopicFilter.parse("a/#"), Qos.AT_LEAST_ONCE);
        SubscriptionPlan.BrokerSubscription second =
                plan.join(TopicFilter.parse("a/b"), Qos.AT_LEAST_ONCE);

        assertThat(plan.leave(first)).isFalse();
        assertThat(plan.leave(second)).isTrue();
        assertThat(plan.brokerSubscriptions()).isEmpty();
    }

    /// 400 random houses: whatever comes, goes and was kept from before, no session holds two filters that
    /// overlap, and each message reaches each matching receiver once, at a broker that sends a copy per
    /// subscription and at one that sends one in all.
    @Test
    void everyMessageReachesEveryMatchingReceiverOnceAtAnyBroker() {
        var random = new Random(20_261_121);
        for (int house = 0; house < 400; house++) {
            List<TopicFilter> before = randomFilters(random, 1 + random.nextInt(8));
            List<TopicFilter> now = randomFilters(random, random.nextInt(8));
            now.addAll(before.subList(0, random.nextInt(before.size() + 1)));
            SubscriptionPlan former = SubscriptionPlan.of(wanted(before), Map.of());
            SubscriptionPlan plan = SubscriptionPlan.of(wanted(now), sessions(former));
            Map<Integer, SubscriptionPlan.BrokerSubscription> servedBy = new TreeMap<>();
            List<TopicFilter> receivers = new ArrayList<>();
            now.forEach(filter -> join(plan, filter, servedBy, receivers));

            for (int change = 0; change < 12; change++) {
                if (random.nextBoolean() || servedBy.isEmpty()) {
                    join(plan, randomFilter(random), servedBy, receivers);
                } else {
                    int leaving =
                            new ArrayList<>(servedBy.keySet()).get(random.nextInt(servedBy.size()));
                    plan.leave(Objects.requireNonNull(servedBy.remove(leaving)));
                }
                assertNoSessionHoldsAnOverlap(plan);
                for (int message = 0; message < 5; message++) {
                    assertServedOnce(plan, servedBy, receivers, randomTopic(random));
                }
            }
        }
    }

    private static void join(
            SubscriptionPlan plan,
            TopicFilter filter,
            Map<Integer, SubscriptionPlan.BrokerSubscription> servedBy,
            List<TopicFilter> receivers) {
        servedBy.put(receivers.size(), plan.join(filter, Qos.AT_LEAST_ONCE));
        receivers.add(filter);
    }

    private static void assertNoSessionHoldsAnOverlap(SubscriptionPlan plan) {
        for (SubscriptionPlan.BrokerSubscription one : plan.brokerSubscriptions()) {
            for (SubscriptionPlan.BrokerSubscription other : plan.brokerSubscriptions()) {
                if (one != other && one.session() == other.session()) {
                    assertThat(one.filter().overlaps(other.filter()))
                            .as("%s and %s", one, other)
                            .isFalse();
                }
            }
        }
    }

    private static void assertServedOnce(
            SubscriptionPlan plan,
            Map<Integer, SubscriptionPlan.BrokerSubscription> servedBy,
            List<TopicFilter> receivers,
            String topic) {
        Map<Integer, Integer> copies = new HashMap<>();
        Map<Integer, Integer> one = new HashMap<>();
        for (SubscriptionPlan.BrokerSubscription brokerSubscription : plan.brokerSubscriptions()) {
            if (brokerSubscription.filter().matches(topic)) {
                copies.merge(brokerSubscription.session(), 1, Integer::sum);
                one.put(brokerSubscription.session(), 1);
            }
        }
        assertThat(copies).as("the two kinds of broker agree on %s", topic).isEqualTo(one);
        servedBy.forEach((receiver, brokerSubscription) -> {
            TopicFilter filter = receivers.get(receiver);
            int arrives =
                    filter.matches(topic)
                            ? copies.getOrDefault(brokerSubscription.session(), 0)
                            : 0;
            assertThat(arrives)
                    .as("%s for %s, served by %s", topic, filter, brokerSubscription)
                    .isEqualTo(filter.matches(topic) ? 1 : 0);
        });
    }

    private static List<TopicFilter> randomFilters(Random random, int count) {
        return Stream.generate(() -> randomFilter(random))
                .limit(count)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static TopicFilter randomFilter(Random random) {
        List<String> levels = new ArrayList<>();
        int depth = 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
            levels.add(random.nextInt(3) == 0 ? "+" : randomLevel(random, i));
        }
        if (random.nextInt(4) == 0) {
            levels.set(depth - 1, "#");
        }
        String filter = String.join("/", levels);
        return TopicFilter.parse(random.nextInt(8) == 0 ? "$share/g/" + filter : filter);
    }

    private static String randomTopic(Random random) {
        List<String> levels = new ArrayList<>();
        int depth = 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
            levels.add(randomLevel(random, i));
        }
        return String.join("/", levels);
    }

    private static String randomLevel(Random random, int position) {
        String[] words =
                position == 0 ? new String[] {"a", "b", "$s"} : new String[] {"a", "b", ""};
        return words[random.nextInt(words.length)];
    }

    private static List<SubscriptionPlan.Wanted> wanted(String... filters) {
        return wanted(Stream.of(filters).map(TopicFilter::parse).toList());
    }

    private static List<SubscriptionPlan.Wanted> wanted(Collection<TopicFilter> filters) {
        return filters.stream()
                .map(filter -> new SubscriptionPlan.Wanted(filter, Qos.AT_LEAST_ONCE))
                .toList();
    }

    private static Map<String, Integer> sessions(SubscriptionPlan plan) {
        return plan.brokerSubscriptions().stream()
                .collect(
                        Collectors.toMap(
                                brokerSubscription -> brokerSubscription.filter().text(),
                                SubscriptionPlan.BrokerSubscription::session));
    }

    private static List<String> filters(SubscriptionPlan plan) {
        return plan.brokerSubscriptions().stream()
                .map(SubscriptionPlan.BrokerSubscription::toString)
                .toList();
    }
}
