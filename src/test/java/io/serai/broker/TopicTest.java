package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.serai.broker.TestClient.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

class TopicTest {

    @RegisterExtension static final RunningBroker BROKER = new RunningBroker();

    private static final List<String> HOUSE =
            List.of(
                    "level1/lounge/temperature/sensor1",
                    "level1/lounge/temperature/sensor2",
                    "level1/lounge/lighting/sensor1",
                    "level2/bedroom1/temperature/sensor1",
                    "level2/bedroom1/lighting/sensor1");

    @ParameterizedTest
    @CsvSource({
        "+/+/temperature/+, 3",
        "+/+/lighting/+, 2",
        "level2/+/+/+, 2",
        "level2/#, 2",
        "+/+/+/sensor1, 4",
        "level1/lounge/temperature/sensor1/#, 1",
        "+, 0",
        "level2/+, 0",
    })
    void filterMatchesItsTopics(String filter, int count) {
        TestClient subscriber = BROKER.client();
        subscriber.subscribe(filter, 0);

        publishHouse();

        assertThat(subscriber.untilNow()).hasSize(count);
    }

    @Test
    void hashAloneMatchesEveryTopic() {
        TestClient subscriber = BROKER.client();
        subscriber.subscribe("#", 0);

        publishHouse();

        assertThat(subscriber.untilNow())
                .extracting(Received::topic)
                .containsExactlyInAnyOrderElementsOf(HOUSE);
    }

    private static void publishHouse() {
        TestClient publisher = BROKER.publisher();
        HOUSE.forEach(topic -> publisher.publish(topic, "x", 1, false));
    }

    @ParameterizedTest
    @CsvSource({"led, LED", "led, led/", "led, /led", "/+, chat", "chat/+, chat", "chat/, chat"})
    void caseAndSlashesMatter(String filter, String topic) {
        TestClient subscriber = BROKER.client();
        subscriber.subscribe(filter, 0);

        BROKER.publisher().publish(topic, "x", 1, false);

        assertThat(subscriber.untilNow()).isEmpty();
    }

    @Test
    void leadingSlashIsALevelOfItsOwn() {
        TestClient subscriber = BROKER.client();
        subscriber.subscribe("/+", 0);

        BROKER.publisher().publish("/chat", "x", 1, false);

        assertThat(subscriber.next().topic()).isEqualTo("/chat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#/sensor1", "level#", "level+/x", "a/#/b"})
    void malformedFilterIsRefused(String filter) {
        RawClient client = BROKER.raw();
        client.connect(4, "malformed", true, 60);

        client.subscribe(1, filter, 0);

        // [MQTT-4.7.1-2] the broker closes the connection.
        client.awaitEnd();
    }

    @Test
    void sharedSubscriptionGivesEachMessageToOneMember() {
        TestClient first = BROKER.client();
        TestClient second = BROKER.client();
        first.subscribe("$share/readers/work", 1);
        second.subscribe("$share/readers/work", 1);

        TestClient publisher = BROKER.publisher();
        for (int i = 0; i < 20; i++) {
            publisher.publish("work", String.valueOf(i), 1, false);
        }

        BlockingQueue<Received> all = new LinkedBlockingQueue<>();
        await().atMost(10, SECONDS)
                .until(() -> {
                    first.drainTo(all);
                    second.drainTo(all);
                    return all.size() >= 20;
                });
        all.addAll(first.untilNow());
        all.addAll(second.untilNow());
        assertThat(all).extracting(Received::payload).doesNotHaveDuplicates().hasSize(20);
    }

    @Test
    void publishToADollarTopicClosesTheConnection() {
        RawClient client = BROKER.raw();
        client.connect(4, "dollar", true, 60);

        client.publish(1, 1, false, "$SYS/broker/uptime", "lie");

        client.awaitEnd();
    }

    @Test
    void systemTopicsMayBeAskedForAndHashNeverBringsThem() {
        TestClient subscriber = BROKER.client();

        assertThat(subscriber.subscribe("$SYS/#", 0)).isZero();
        subscriber.subscribe("#", 0);

        assertThat(subscriber.untilNow()).isEmpty();
    }

    @Test
    void overlappingFiltersBringOneCopyWithTheHighestQos() {
        TestClient subscriber = BROKER.client();
        subscriber.subscribe("room/+", 0);
        subscriber.subscribe("room/lamp", 2);

        BROKER.publisher().publish("room/lamp", "on", 2, false);

        assertThat(subscriber.untilNow())
                .containsExactly(new Received("room/lamp", "on", 2, false));
    }
}
