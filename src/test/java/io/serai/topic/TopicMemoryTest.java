package io.serai.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.mqtt.Qos;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

class TopicMemoryTest {

    private final AtomicInteger forgotten = new AtomicInteger();

    private static TopicValue value(String topic, int bytes) {
        return new TopicValue(
                topic, new byte[bytes], bytes, Qos.AT_MOST_ONCE, false, Instant.EPOCH, 1);
    }

    @Test
    void theLongestSilentTopicIsForgottenFirstAndCounted() {
        var memory = new TopicMemory(2, 1_000_000, forgotten::incrementAndGet);

        memory.put(value("a", 1));
        memory.put(value("b", 1));
        memory.put(value("a", 2));
        memory.put(value("c", 1));

        assertThat(memory.get("b")).isNull();
        assertThat(memory.matching(_ -> true))
                .extracting(TopicValue::topic)
                .containsExactly("a", "c");
        assertThat(forgotten).hasValue(1);
    }

    @Test
    void bytesAreBoundAndALargePayloadDoesNotPushItselfOut() {
        var memory = new TopicMemory(100, 3000, forgotten::incrementAndGet);

        memory.put(value("a", 1000));
        memory.put(value("b", 1000));
        memory.put(value("c", 1000));
        memory.put(value("d", 9000));

        assertThat(memory.matching(_ -> true)).extracting(TopicValue::topic).containsExactly("d");
        assertThat(forgotten).hasValue(3);
        memory.put(value("e", 1000));
        memory.put(value("f", 1000));
        assertThat(memory.matching(_ -> true))
                .extracting(TopicValue::topic)
                .containsExactly("e", "f");
    }

    @Test
    void whatIsNotWantedAnyMoreMakesRoom() {
        var memory = new TopicMemory(2, 1_000_000, forgotten::incrementAndGet);
        memory.put(value("a", 1));
        memory.put(value("b", 1));

        memory.keepOnly("b"::equals);
        memory.put(value("c", 1));

        assertThat(memory.matching(_ -> true))
                .extracting(TopicValue::topic)
                .containsExactly("b", "c");
        assertThat(forgotten).hasValue(0);
    }
}
