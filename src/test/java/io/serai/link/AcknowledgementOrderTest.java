package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.House.Ear;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.store.MemoryStore;
import io.serai.testing.Mosquitto;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// In which order a link acknowledges what several receivers have in work.
class AcknowledgementOrderTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static final String PUBACK = "40";
    private static final String PUBREC = "50";

    /// CONNACK, SUBACK for identifier 1 with QoS 2, and PUBLISH of topic "a" with identifiers 1 to 3, the
    /// second with QoS 2.
    private static final Map<Integer, List<String>> THREE_MESSAGES =
            Map.of(
                    ScriptedBroker.CONNECT,
                    List.of("20020000"),
                    ScriptedBroker.SUBSCRIBE,
                    List.of(
                            "9003000102",
                            "3206" + "000161" + "0001" + "78",
                            "3406" + "000161" + "0002" + "79",
                            "3206" + "000161" + "0003" + "7a"));

    @Test
    void acknowledgementsLeaveInTheOrderOfArrival() throws Exception {
        try (var broker = new ScriptedBroker(THREE_MESSAGES);
                var house = new House(broker.url())) {
            List<MqttLink.Delivery> inWork = threeInWork(house);

            inWork.get(2).acknowledge();
            inWork.get(1).acknowledge();
            inWork.get(0).acknowledge();

            await().atMost(SOON).until(() -> answers(broker).size() == 3);
            assertThat(answers(broker))
                    .containsExactly(PUBACK + "0001", PUBREC + "0002", PUBACK + "0003");
        }
    }

    @Test
    void whatTakesItsTimeHoldsUpTheOthersForAMomentOnly() throws Exception {
        try (var broker = new ScriptedBroker(THREE_MESSAGES);
                var house = new House(broker.url())) {
            List<MqttLink.Delivery> inWork = threeInWork(house);

            inWork.get(2).acknowledge();
            inWork.get(1).acknowledge();

            await().atMost(SOON).until(() -> answers(broker).size() == 2);
            assertThat(answers(broker)).containsExactly(PUBREC + "0002", PUBACK + "0003");
            inWork.get(0).acknowledge();
            await().atMost(SOON).until(() -> answers(broker).contains(PUBACK + "0001"));
        }
    }

    /// Mosquitto 2.0.11, with its own window of 20.
    @Test
    void oneFlowsPaceDoesNotTurnAnothersMessagesRound(@TempDir Path folder) throws Exception {
        try (var broker = Mosquitto.started(folder);
                ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
                var sender =
                        new House(House.config(broker.url(), "sender"), new MemoryStore())
                                .connected();
                var house = new House(broker.url())) {
            var prompt = new Ear(house.link(), "prompt", Qos.AT_LEAST_ONCE);
            house.link()
                    .subscribe(
                            TopicFilter.parse("slow"),
                            Qos.AT_LEAST_ONCE,
                            delivery -> {
                                var _ =
                                        later.schedule(
                                                delivery::acknowledge, 3, TimeUnit.MILLISECONDS);
                            });
            house.connected();
            LinkContract.awaitSubscribed(house);

            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (String each : LinkContract.numbers(5000)) {
                sent.add(LinkContract.publish(sender.link(), "prompt", each, Qos.AT_LEAST_ONCE));
                sent.add(LinkContract.publish(sender.link(), "slow", each, Qos.AT_LEAST_ONCE));
            }

            await().atMost(SOON).until(() -> prompt.messages.size() == 5000);
            assertThat(prompt.texts()).isEqualTo(LinkContract.numbers(5000));
            assertThat(sent).allSatisfy(each -> assertThat(each).isCompleted());
        }
    }

    private static List<MqttLink.Delivery> threeInWork(House house) throws Exception {
        List<MqttLink.Delivery> inWork = new CopyOnWriteArrayList<>();
        house.link().subscribe(TopicFilter.parse("a"), Qos.EXACTLY_ONCE, inWork::add);
        house.connected();
        await().atMost(SOON).until(() -> inWork.size() == 3);
        return inWork;
    }

    private static List<String> answers(ScriptedBroker broker) {
        return broker.received.stream()
                .filter(each -> each.startsWith(PUBACK) || each.startsWith(PUBREC))
                .toList();
    }
}
