package io.serai.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broker.RunningBroker;
import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.observe.Counters;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class DroppedMessagesTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final Counters counters = new Counters();
    private final DroppedMessages dropped =
            new DroppedMessages(counters, RunningBroker.onFreePorts(Persistence.MEMORY));

    @Test
    void eachCauseIsCounted() {
        dropped.queueFull("pump", "a", 1);
        dropped.queueFullShared("group/a", "a", 1);
        dropped.notWritable("pump", "a", 0);
        dropped.qos0MemoryExceeded("pump", "a", 0, 1, 1);

        assertThat(dropped.count()).isEqualTo(4);
        assertThat(counters.count("broker.dropped-queue-full", "broker")).isEqualTo(2);
        assertThat(counters.count("broker.dropped-qos-0", "broker")).isEqualTo(2);
    }

    @Test
    void clientsAreNamedUntilAMinuteHasPassedWithoutLoss() {
        assertThat(dropped.tell(START)).isEmpty();
        dropped.queueFull("pump", "a", 1);
        dropped.queueFull("pump", "a", 1);

        assertThat(dropped.tell(START.plusSeconds(1)))
                .isEqualTo("2 messages for client \"pump\" dropped");
        dropped.queueFull("pump", "a", 1);
        assertThat(dropped.tell(START.plusSeconds(2)))
                .isEqualTo("3 messages for client \"pump\" dropped");
        assertThat(dropped.tell(START.plusSeconds(61)))
                .isEqualTo("3 messages for client \"pump\" dropped");
        assertThat(dropped.tell(START.plusSeconds(122))).isEmpty();
    }

    @Test
    void whoSendsTooMuchIsNamedAsTheSender() {
        dropped.tooLargeToTake("camera");

        assertThat(dropped.tell(START)).isEqualTo("1 messages from client \"camera\" dropped");
        assertThat(counters.count("broker.refused-too-large", "broker")).isOne();
    }

    @Test
    void madeUpClientIdsNeitherFillTheMemoryNorForgeLines() {
        dropped.queueFull("a\nINFO all is well", "a", 1);
        for (int i = 0; i < 1000; i++) {
            dropped.queueFull("client-" + i, "a", 1);
        }

        assertThat(dropped.tell(START))
                .contains("client \"a?INFO all is well\"")
                .contains("901 messages for client \"others\" dropped")
                .doesNotContain("\n");
    }
}
