package io.serai.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.publish.PUBLISHFactory;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

class MessageRingTest {

    private static QueuedMessage message(long number) {
        return new QueuedMessage(
                number,
                false,
                true,
                new PUBLISHFactory.Mqtt5Builder()
                        .withHivemqId("house")
                        .withTopic("t")
                        .withQoS(QoS.AT_LEAST_ONCE)
                        .withOnwardQos(QoS.AT_LEAST_ONCE)
                        .withPayload(new byte[0])
                        .build());
    }

    private static List<Long> numbers(MessageRing ring) {
        List<Long> numbers = new ArrayList<>();
        ring.forEach(each -> numbers.add(each.number));
        return numbers;
    }

    /// As a sorted set does it, whatever is done.
    @Test
    void itKeepsTheOrderOfNumbers() {
        var random = new Random(7);
        var ring = new MessageRing();
        var model = new TreeSet<Long>();
        for (int i = 0; i < 20_000; i++) {
            long number = random.nextInt(200);
            switch (random.nextInt(i % 2000 < 1000 ? 4 : 8)) {
                case 0, 1, 2 -> {
                    assertThat(ring.contains(number)).isEqualTo(model.contains(number));
                    if (model.add(number)) {
                        ring.add(message(number));
                    }
                }
                case 3, 4 ->
                        assertThat(ring.remove(number) != null).isEqualTo(model.remove(number));
                case 5 -> {
                    if (!model.isEmpty()) {
                        assertThat(ring.removeFirst().number).isEqualTo(model.pollFirst());
                    }
                }
                case 6 -> {
                    if (!model.isEmpty()) {
                        assertThat(ring.removeLast().number).isEqualTo(model.pollLast());
                    }
                }
                default -> {
                    long odd = number % 7;
                    List<Long> out = new ArrayList<>();
                    ring.removeIf(each -> each.number % 7 == odd, each -> out.add(each.number));
                    model.removeAll(out);
                    assertThat(model).noneMatch(each -> each % 7 == odd);
                }
            }
            assertThat(ring.size()).isEqualTo(model.size());
            if (i % 100 == 0) {
                assertThat(numbers(ring)).containsExactlyElementsOf(model);
            }
        }
    }
}
