package io.serai.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.testing.BrokerHouse;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

class TopicWatchTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static BrokerHouse house;
    private TopicWatch watch;
    private TopicSearch search;

    @BeforeAll
    static void startBroker() throws Exception {
        house = new BrokerHouse();
    }

    @AfterAll
    static void stopBroker() {
        house.close();
    }

    @BeforeEach
    void open() {
        watch = new TopicWatch(house.links, house.time, house.counters);
        search = new TopicSearch(watch, house.time);
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private static TopicFilter filter(String text) {
        return TopicFilter.parse(text);
    }

    private static final class Ear implements TopicListener {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final List<Boolean> sampled = new CopyOnWriteArrayList<>();

        @Override
        public void sampled(boolean isSampled) {
            sampled.add(isSampled);
        }

        @Override
        public void heard(TopicValue value, boolean kept) {
            heard.add((kept ? "kept " : "") + value.text().orElse("?"));
        }
    }

    private TopicValue value(String topic) throws InterruptedException {
        return search.find(filter(topic), SOON).orElseThrow();
    }

    @Test
    void aRetainedMessageOfATopicNobodyWatchedIsFound() throws Exception {
        house.publish("find/kept", "21.5", Qos.EXACTLY_ONCE, true);

        TopicValue found = value("find/kept");

        assertThat(found.text()).contains("21.5");
        assertThat(found.retained()).isTrue();
        assertThat(found.qos()).isEqualTo(Qos.EXACTLY_ONCE);
        assertThat(found.count()).isOne();
        assertThat(search.find(filter("find/nothing"), Duration.ofMillis(300))).isEmpty();
    }

    @Test
    void aLiveMessageThatTheBrokerKeepsIsKnownToBeRetained() throws Exception {
        var ear = new Ear();
        try (var _ = watch.follow(filter("live/#"), ear)) {
            await().atMost(SOON)
                    .until(() -> {
                        house.publish("live/begin", "0"); // heard once the broker has the filter
                        return !ear.heard.isEmpty();
                    });
            house.publish("live/kept", "1", Qos.AT_LEAST_ONCE, true);
            house.publish("live/passing", "2");
            await().atMost(SOON).until(() -> ear.heard.contains("2"));

            assertThat(value("live/kept").retained()).isTrue();
            assertThat(value("live/passing").retained()).isFalse();
            assertThat(ear.heard).filteredOn(each -> !each.equals("0")).containsExactly("1", "2");
        }
    }

    @Test
    void whatWasLookedAtWithWildcardsIsLetGoSoonerThanOneTopic() {
        var clock = new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
        try (var glancing = new TopicWatch(house.links, clock, house.counters)) {
            glancing.glance(filter("glance/#"), new Ear()).close();
            glancing.glance(filter("glance/a"), new Ear()).close();
            assertThat(glancing.filters()).containsExactly("glance/#", "glance/a");

            clock.advance(TopicWatch.LINGER_MANY);
            assertThat(glancing.filters()).containsExactly("glance/a");

            clock.advance(TopicWatch.LINGER);
            assertThat(glancing.filters()).isEmpty();
        }
    }

    @Test
    void aFloodIsLookedAtInPartAndThatIsToldUntilItIsOver() throws Exception {
        var clock = new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
        var ear = new Ear();
        try (var looking = new TopicWatch(house.links, clock, house.counters);
                var _ = looking.glance(filter("flood/#"), ear)) {
            house.publish("flood/kept", "before", Qos.AT_LEAST_ONCE, true);
            // Kept, when the broker got it before the subscription.
            await().atMost(SOON)
                    .until(() -> ear.heard.contains("before") || ear.heard.contains("kept before"));
            for (int i = 0; i < Sample.MOST_A_SECOND + 100; i++) {
                house.publish("flood/a", "" + i, Qos.AT_MOST_ONCE, false);
            }
            await().atMost(SOON).until(() -> !ear.sampled.isEmpty());

            house.publish("flood/kept", "meanwhile", Qos.AT_LEAST_ONCE, true);
            assertThat(ear.heard)
                    .hasSizeBetween(Sample.MOST_A_SECOND, Sample.MOST_A_SECOND + 2)
                    .doesNotContain("meanwhile");
            assertThat(house.counters.count("topics.rests", "watch")).isOne();

            clock.advance(Sample.SHORTEST_REST);
            await().atMost(SOON).until(() -> ear.heard.contains("kept meanwhile"));
            assertThat(ear.sampled).containsExactly(true);
            clock.advance(Sample.CALM);
            assertThat(ear.sampled).containsExactly(true, false);
        }
    }

    @Test
    void whoNeedsEveryMessageGetsItInAFloodToo() throws Exception {
        var all = new Ear();
        var glance = new Ear();
        int many = Sample.MOST_A_SECOND + 100;
        var clock = new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
        try (var looking = new TopicWatch(house.links, clock, house.counters);
                var _ = looking.glance(filter("need/#"), glance);
                var _ = looking.follow(filter("need/#"), all)) {
            house.publish("need/ready", "r", Qos.AT_LEAST_ONCE, true);
            await().atMost(SOON).until(() -> !all.heard.isEmpty());
            for (int i = 0; i < many; i++) {
                house.publish("need/a", "" + i, Qos.AT_MOST_ONCE, false);
            }

            await().atMost(SOON).until(() -> all.heard.contains("" + (many - 1)));
            assertThat(all.heard).hasSize(many + 1);
            assertThat(glance.sampled).isEmpty();
        }
    }

    @Test
    void overlappingWishesHearAndCountEachMessageOnce() throws Exception {
        var all = new Ear();
        var narrow = new Ear();
        var other = new Ear();
        try (var _ = watch.follow(filter("over/a"), narrow);
                var _ = watch.follow(filter("over/#"), all);
                var _ = watch.follow(filter("+/a"), other)) {
            house.publish("over/ready", "r", Qos.AT_LEAST_ONCE, true);
            await().atMost(SOON).until(() -> !all.heard.isEmpty());
            house.publish("over/known", "k", Qos.AT_LEAST_ONCE, true);
            house.publish("over/a", "0", Qos.AT_LEAST_ONCE, true);
            await().atMost(SOON)
                    .until(() ->
                            narrow.heard.size() == 1
                                    && other.heard.size() == 1
                                    && all.heard.size() == 3);
            for (int i = 1; i <= 50; i++) {
                house.publish("over/a", "" + i);
            }

            await().atMost(SOON).until(() -> value("over/a").count() >= 51);
            List<String> numbers = IntStream.rangeClosed(0, 50).mapToObj(i -> "" + i).toList();
            assertThat(narrow.heard).isEqualTo(numbers);
            assertThat(other.heard).isEqualTo(numbers);
            assertThat(all.heard).containsSubsequence(numbers).hasSize(53);
            assertThat(value("over/a").count()).isEqualTo(51);
        }
    }

    @Test
    void whatNobodyFollowsAnyMoreIsForgottenAndWhatWasLookedAtStays() throws Exception {
        house.publish("gone/a", "a", Qos.AT_LEAST_ONCE, true);
        house.publish("gone/b", "b", Qos.AT_LEAST_ONCE, true);
        var ear = new Ear();
        TopicWatch.Watch following = watch.follow(filter("gone/a"), ear);
        await().atMost(SOON).until(() -> !ear.heard.isEmpty());
        assertThat(search.look(filter("gone/b"), SOON)).hasSize(1);

        following.close();
        following.close();

        assertThat(watch.values(filter("gone/#")))
                .extracting(TopicValue::topic)
                .containsExactly("gone/b");
        assertThat(watch.filters()).containsExactly("gone/b");
    }

    @Test
    void theEarliestGlanceGivesWayWhenThereAreTooMany() throws Exception {
        for (int i = 0; i <= TopicWatch.MOST_GLANCES; i++) {
            watch.glance(filter("glance/" + i), (_, _) -> {}).close();
        }

        assertThat(watch.filters())
                .hasSize(TopicWatch.MOST_GLANCES)
                .doesNotContain("glance/0")
                .contains("glance/1");
    }

    @Test
    void aSharedSubscriptionIsRefusedBecauseItTakesMessagesFromOthers() {
        assertThatThrownBy(() -> watch.glance(filter("$share/g/x"), (_, _) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave out $share");
    }
}
