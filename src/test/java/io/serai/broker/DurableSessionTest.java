package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broker.TestClient.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class DurableSessionTest {

    @RegisterExtension static final RunningBroker BROKER = new RunningBroker();

    @Test
    void messagesSentWhileAwayAreReplayedInOrderWithoutSubscribingAgain() {
        TestClient first = BROKER.client("LEDClient", false);
        assertThat(first.sessionPresent()).isFalse();
        first.subscribe("led", 2);
        first.close();
        TestClient publisher = BROKER.publisher();
        List<Runnable> pending = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            pending.add(publisher.publishAsync("led", String.valueOf(i), 2, false));
            if (i % 100 == 99) {
                pending.forEach(Runnable::run);
            }
        }

        TestClient back = BROKER.client("LEDClient", false);

        assertThat(back.sessionPresent()).isTrue();
        assertThat(back.next(1500))
                .extracting(Received::payload)
                .containsExactlyElementsOf(numbers(1500));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    @Test
    void crashedClientFindsItsMessagesToo() {
        TestClient first = BROKER.client("crashing", false);
        first.subscribe("crash", 1);
        first.die();
        TestClient publisher = BROKER.publisher();
        publisher.publish("crash", "1", 1, false);
        publisher.publish("crash", "2", 1, false);

        TestClient back = BROKER.client("crashing", false);

        assertThat(back.next(2)).extracting(Received::payload).containsExactly("1", "2");
    }

    @Test
    void cleanSessionKeepsNothing() {
        TestClient first = BROKER.client("clean", true);
        first.subscribe("clean", 1);
        first.close();
        BROKER.publisher().publish("clean", "x", 1, false);

        TestClient back = BROKER.client("clean", true);

        assertThat(back.sessionPresent()).isFalse();
        assertThat(back.untilNow()).isEmpty();
    }

    @Test
    void oneCleanVisitWipesTheSession() {
        TestClient first = BROKER.client("wiped", false);
        first.subscribe("wiped", 1);
        first.close();
        BROKER.publisher().publish("wiped", "x", 1, false);
        BROKER.client("wiped", true).close();

        TestClient back = BROKER.client("wiped", false);

        assertThat(back.sessionPresent()).isFalse();
        assertThat(back.untilNow()).isEmpty();
    }

    @Test
    void qos0IsNotKeptForAnAbsentClient() {
        TestClient first = BROKER.client("absent", false);
        first.subscribe("absent", 1);
        first.close();
        TestClient publisher = BROKER.publisher();
        publisher.publish("absent", "qos 0", 0, false);
        publisher.publish("absent", "qos 1", 1, false);

        TestClient back = BROKER.client("absent", false);

        assertThat(back.untilNow()).extracting(Received::payload).containsExactly("qos 1");
    }

    @Test
    void subscribingAgainBringsTheRetainedValueTwice() {
        TestClient first = BROKER.client("twice", false);
        first.subscribe("twice", 1);
        first.close();
        BROKER.publisher().publish("twice", "37", 1, true);

        TestClient back = BROKER.client("twice", false);
        assertThat(back.next()).isEqualTo(new Received("twice", "37", 1, false));
        back.subscribe("twice", 1);

        assertThat(back.next()).isEqualTo(new Received("twice", "37", 1, true));
    }

    @Test
    void absentClientLaterReceivesTheClearingMessage() {
        BROKER.publisher().publish("cleared", "37", 1, true);
        TestClient first = BROKER.client("cleared", false);
        first.subscribe("cleared", 1);
        first.next();
        first.untilNow(); // so that it is acknowledged, too
        first.close();
        BROKER.publisher().publish("cleared", "", 1, true);

        TestClient back = BROKER.client("cleared", false);

        assertThat(back.next()).isEqualTo(new Received("cleared", "", 1, false));
    }
}
