package io.serai.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;

import org.junit.jupiter.api.Test;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

class LiveSubscriptionTest {

    private final LiveSubscription subscription = new LiveSubscription(7);

    @Test
    void whatComesOftenIsTurnedIntoJsonOnlyWhenItIsSent() {
        var made = new AtomicInteger();
        for (int i = 1; i <= 100; i++) {
            int value = i;
            subscription.latest(
                    "light",
                    () -> {
                        made.incrementAndGet();
                        return IntNode.valueOf(value);
                    });
        }

        assertThat(made).hasValue(0);
        JsonNode frame = Objects.requireNonNull(subscription.frame());
        assertThat(frame).hasToString("{\"sub\":7,\"latest\":{\"light\":100}}");
        assertThat(made).hasValue(1);
        assertThat(subscription.frame()).isNull();
    }

    @Test
    void ofASequenceTheOldestAreDroppedAndCounted() {
        for (int i = 0; i < LiveSubscription.MOST_WAITING + 5; i++) {
            subscription.next(IntNode.valueOf(i));
        }

        JsonNode frame = Objects.requireNonNull(subscription.frame());
        assertThat(frame.path("missed").asInt()).isEqualTo(5);
        assertThat(frame.path("next").path(0).asInt()).isEqualTo(5);
        assertThat(frame.path("next")).hasSize(LiveSubscription.MOST_WAITING);
    }
}
