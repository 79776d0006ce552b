package io.serai.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class TopicFilterTest {

    @Test
    void plusStandsForExactlyOneLevel() {
        TopicFilter filter = TopicFilter.parse("+/telemetry");

        assertThat(filter.matches("home/telemetry")).isTrue();
        assertThat(filter.matches("/telemetry")).isTrue();
        assertThat(filter.matches("home/x/telemetry")).isFalse();
        assertThat(filter.matches("telemetry")).isFalse();
        assertThat(filter.matches("home/Telemetry")).isFalse();
        assertThat(filter.matches("home/telemetry/")).isFalse();
    }

    @Test
    void hashStandsForTheRestAndItsParent() {
        TopicFilter filter = TopicFilter.parse("home/#");

        assertThat(filter.matches("home")).isTrue();
        assertThat(filter.matches("home/")).isTrue();
        assertThat(filter.matches("home/a/b")).isTrue();
        assertThat(filter.matches("homes/a")).isFalse();
    }

    @Test
    void aFirstWildcardLeavesDollarTopicsAlone() {
        assertThat(TopicFilter.parse("#").matches("$SYS/uptime")).isFalse();
        assertThat(TopicFilter.parse("+/uptime").matches("$SYS/uptime")).isFalse();
        assertThat(TopicFilter.parse("$SYS/#").matches("$SYS/uptime")).isTrue();
        assertThat(TopicFilter.parse("#").covers(TopicFilter.parse("$SYS/#"))).isFalse();
        assertThat(TopicFilter.parse("#").overlaps(TopicFilter.parse("$SYS/#"))).isFalse();
    }

    @Test
    void sharedSubscriptionsMatchByTheirInnerFilter() {
        TopicFilter filter = TopicFilter.parse("$share/group/a/+");

        assertThat(filter.shareGroup()).contains("group");
        assertThat(filter.matches("a/b")).isTrue();
        assertThat(filter.text()).isEqualTo("$share/group/a/+");
    }

    @Test
    void malformedFiltersAreRefusedWithTheRuleTheyBreak() {
        assertThatThrownBy(() -> TopicFilter.parse("#/sensor1"))
                .hasMessage("topic filter \"#/sensor1\": # stands alone and last");
        assertThatThrownBy(() -> TopicFilter.parse("a/b+"))
                .hasMessage("topic filter \"a/b+\": + stands alone in its level");
        assertThatThrownBy(() -> TopicFilter.parse("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> TopicFilter.parse("a\0b")).hasMessageContaining("U+0000");
        assertThatThrownBy(() -> TopicFilter.parse("$share/g"))
                .hasMessageContaining("$share/GROUP/FILTER");
        assertThatThrownBy(() -> TopicFilter.parse("$share/g+/a"))
                .hasMessageContaining("share group");
    }

    @Test
    void topicNamesHoldNoWildcard() {
        assertThatThrownBy(() -> new TopicName("a/+")).hasMessageContaining("wildcard");
        assertThatThrownBy(() -> new TopicName("x".repeat(65_536))).hasMessageContaining("65535");
    }

    @Test
    void coveringAndOverlappingAgreeWithMatching() {
        // Random filters over a small alphabet, judged by every topic of up to four levels.
        var random = new Random(42);
        List<String> topics = topics();
        for (int round = 0; round < 3000; round++) {
            TopicFilter a = randomFilter(random);
            TopicFilter b = randomFilter(random);
            boolean overlap = false;
            boolean covered = true;
            for (String topic : topics) {
                overlap |= a.matches(topic) && b.matches(topic);
                covered &= !b.matches(topic) || a.matches(topic);
            }
            assertThat(a.overlaps(b)).as("%s overlaps %s", a, b).isEqualTo(overlap);
            assertThat(b.overlaps(a)).as("%s overlaps %s", b, a).isEqualTo(overlap);
            if (a.covers(b)) {
                assertThat(covered).as("%s covers %s", a, b).isTrue();
            }
        }
    }

    private static List<String> topics() {
        List<String> topics = new ArrayList<>();
        List<String> longest = new ArrayList<>(List.of(""));
        for (int level = 0; level < 5; level++) {
            List<String> next = new ArrayList<>();
            for (String prefix : longest) {
                for (String name : List.of("a", "b", "c", "$d")) {
                    next.add(level == 0 ? name : prefix + "/" + name);
                }
            }
            topics.addAll(next);
            longest = next;
        }
        return topics;
    }

    private static TopicFilter randomFilter(Random random) {
        int levels = 1 + random.nextInt(4);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            parts.add(List.of("a", "b", "+", "+", "$d").get(random.nextInt(5)));
        }
        if (random.nextInt(3) == 0) {
            parts.set(levels - 1, "#");
        }
        return TopicFilter.parse(String.join("/", parts));
    }
}
