package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.House.Ear;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.mqtt.Will;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

class DryLinksTest {

    @RegisterExtension static final OwnBroker BROKER = new OwnBroker();

    private final String root = "dry-" + UUID.randomUUID() + "/";
    private House house;
    private House outside;
    private MqttLink dry;

    DryLinksTest() {
        house = new House("tcp://127.0.0.1:" + BROKER.port());
        outside = new House("tcp://127.0.0.1:" + BROKER.port());
        dry = new DryLinks(house.links).link(ConnectionSpec.SHARED);
    }

    @BeforeEach
    void connect() throws Exception {
        house = house.connected();
        outside = outside.connected();
    }

    @AfterEach
    void close() {
        house.close();
        outside.close();
    }

    private MqttMessage message(String topic, String text, Qos qos, boolean retained) {
        return House.message(root + topic, text, qos, retained);
    }

    private static void publish(MqttLink link, MqttMessage message) {
        assertThat(link.publish(message).toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(10));
    }

    /// With this everything before it has come, too.
    private List<String> awaitLast(Ear ear) {
        await().until(() -> {
            // Again, because the broker may not know of the subscription yet.
            publish(outside.link(), message("last", "last", Qos.AT_LEAST_ONCE, false));
            return ear.texts().contains("last");
        });
        return ear.texts().stream().filter(text -> !text.equals("last")).toList();
    }

    @Test
    void whatIsPublishedReachesTheHouseAndNoBroker() {
        var all = new Ear(outside.link(), root + "#", Qos.EXACTLY_ONCE);
        var here = new Ear(dry, root + "+", Qos.AT_LEAST_ONCE);

        publish(dry, message("a", "one", Qos.EXACTLY_ONCE, false));
        publish(dry, message("a", "two", Qos.AT_MOST_ONCE, true));

        assertThat(here.texts()).containsExactly("one", "two");
        assertThat(here.messages.get(0).qos()).isEqualTo(Qos.AT_LEAST_ONCE);
        assertThat(here.messages.get(1).qos()).isEqualTo(Qos.AT_MOST_ONCE);
        assertThat(here.messages).noneMatch(MqttMessage::retained);
        assertThat(awaitLast(all)).isEmpty();
    }

    @Test
    void whatComesFromOutsideComesHere() {
        var here = new Ear(dry, root + "#", Qos.EXACTLY_ONCE);

        awaitLast(here);
        publish(outside.link(), message("a", "real", Qos.AT_LEAST_ONCE, false));

        await().until(() -> here.texts().contains("real"));
    }

    @Test
    void whatIsKeptHereGoesBeforeWhatTheBrokerKeeps() {
        publish(outside.link(), message("kept", "the broker's", Qos.AT_LEAST_ONCE, true));
        publish(outside.link(), message("cleared", "the broker's", Qos.AT_LEAST_ONCE, true));
        publish(outside.link(), message("other", "the broker's", Qos.AT_LEAST_ONCE, true));
        publish(dry, message("kept", "ours", Qos.AT_LEAST_ONCE, true));
        publish(dry, message("cleared", "", Qos.AT_LEAST_ONCE, true));

        var here = new Ear(dry, root + "#", Qos.EXACTLY_ONCE);

        assertThat(awaitLast(here)).containsExactlyInAnyOrder("ours", "the broker's");
        assertThat(here.messages)
                .filteredOn(MqttMessage::retained)
                .extracting(message -> message.topic().text())
                .containsExactlyInAnyOrder(root + "kept", root + "other");
    }

    @Test
    void anotherFilterBringsWhatIsKeptForItAndTheOldOneNothingMore() {
        publish(dry, message("a", "kept a", Qos.AT_LEAST_ONCE, true));
        publish(dry, message("b", "kept b", Qos.AT_LEAST_ONCE, true));
        var here = new Ear(dry, root + "a", Qos.AT_LEAST_ONCE);

        here.subscription.change(TopicFilter.parse(root + "b"), Qos.AT_LEAST_ONCE);
        publish(dry, message("a", "late a", Qos.AT_LEAST_ONCE, false));
        here.subscription.close();
        publish(dry, message("b", "late b", Qos.AT_LEAST_ONCE, false));

        assertThat(here.texts()).containsExactly("kept a", "kept b");
    }

    @Test
    void ofThoseWhoShareASubscriptionOneGetsIt() {
        var one = new Ear(dry, "$share/g/" + root + "a", Qos.AT_LEAST_ONCE);
        var two = new Ear(dry, "$share/g/" + root + "a", Qos.AT_LEAST_ONCE);

        publish(dry, message("a", "x", Qos.AT_LEAST_ONCE, false));

        assertThat(one.messages.size() + two.messages.size()).isOne();
    }

    @Test
    void aConnectionHasNeitherTheNameNorTheWillOfTheLiveOne() {
        var all = new Ear(outside.link(), root + "#", Qos.EXACTLY_ONCE);
        var will =
                Will.of(
                        message("state", "offline", Qos.AT_LEAST_ONCE, true),
                        Optional.of("online".getBytes(StandardCharsets.UTF_8)));
        String name = "pump-" + UUID.randomUUID();

        MqttLink link =
                new DryLinks(house.links)
                        .link(House.client(name, Optional.of(will), Optional.empty()));
        var here = new Ear(link, root + "#", Qos.AT_LEAST_ONCE);
        awaitLast(here); // so it is connected
        house.close();

        publish(outside.link(), message("end", "end", Qos.AT_LEAST_ONCE, false));
        await().until(() -> all.texts().contains("end"));
        assertThat(all.texts()).containsOnly("last", "end");
        assertThat(link.name()).doesNotContain(name);
    }

    @Test
    void connectionsToOneBrokerHaveTheSameTopics() {
        var links = new DryLinks(house.links);
        MqttLink own = links.link(ConnectionSpec.SHARED);
        MqttLink other = links.link(House.client("x", Optional.empty(), Optional.empty()));
        var here = new Ear(own, root + "a", Qos.AT_LEAST_ONCE);

        publish(other, message("a", "x", Qos.AT_LEAST_ONCE, false));

        assertThat(other).isNotEqualTo(own);
        assertThat(here.texts()).containsExactly("x");
    }
}
