package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broker.TestClient.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetainedTest {

    @RegisterExtension static final RunningBroker BROKER = new RunningBroker();

    @Test
    void retainedMessageReachesLateSubscriber() {
        BROKER.publisher().publish("late", "37", 1, true);

        TestClient subscriber = BROKER.client();
        subscriber.subscribe("late", 1);

        assertThat(subscriber.next()).isEqualTo(new Received("late", "37", 1, true));
    }

    @Test
    void retainedQos0MessageIsKeptToo() {
        BROKER.publisher().publish("late0", "37", 0, true);

        TestClient subscriber = BROKER.client();
        subscriber.subscribe("late0", 1);

        assertThat(subscriber.next()).isEqualTo(new Received("late0", "37", 0, true));
    }

    @Test
    void liveSubscriberSeesAnOrdinaryMessage() {
        TestClient subscriber = BROKER.client();
        subscriber.subscribe("live", 1);

        BROKER.publisher().publish("live", "37", 1, true);

        assertThat(subscriber.next()).isEqualTo(new Received("live", "37", 1, false));
    }

    @Test
    void newerRetainedMessageTakesTheOldOnesPlace() {
        TestClient publisher = BROKER.publisher();
        publisher.publish("newer", "1", 1, true);
        publisher.publish("newer", "2", 1, true);

        TestClient subscriber = BROKER.client();
        subscriber.subscribe("newer", 1);

        assertThat(subscriber.untilNow()).extracting(Received::payload).containsExactly("2");
    }

    @Test
    void ordinaryMessageLeavesTheRetainedOne() {
        TestClient publisher = BROKER.publisher();
        publisher.publish("leave", "kept", 1, true);
        publisher.publish("leave", "passing", 1, false);

        TestClient subscriber = BROKER.client();
        subscriber.subscribe("leave", 1);

        assertThat(subscriber.untilNow()).extracting(Received::payload).containsExactly("kept");
    }

    @Test
    void wildcardBringsAllRetainedMessages() {
        TestClient publisher = BROKER.publisher();
        for (int i = 0; i < 50; i++) {
            publisher.publish("all/" + i, String.valueOf(i), 1, true);
        }

        TestClient subscriber = BROKER.client();
        subscriber.subscribe("all/+", 1);

        assertThat(subscriber.next(50)).allMatch(Received::retained).doesNotHaveDuplicates();
    }

    @Test
    void emptyPayloadClearsRetainedAndReachesConnectedSubscribers() {
        TestClient publisher = BROKER.publisher();
        publisher.publish("clear", "37", 1, true);
        TestClient connected = BROKER.client();
        connected.subscribe("clear", 1);
        connected.next();

        publisher.publish("clear", "", 1, true);

        assertThat(connected.next()).isEqualTo(new Received("clear", "", 1, false));
        TestClient late = BROKER.client();
        late.subscribe("clear", 1);
        assertThat(late.untilNow()).isEmpty();
    }
}
