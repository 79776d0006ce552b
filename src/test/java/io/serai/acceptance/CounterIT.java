package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.acceptance.MqttProbe.Received;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The counting publisher and its subscriber, with the gateway as both.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class CounterIT {

    private static final String COUNTS = "topic1";
    private static final String SEEN = "serai/counter";

    @TempDir private static Path folder;
    private static House house;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        house = House.open(broker, folder);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    @Test
    void subscriberSeesEveryCountAndSurvivesJunk() {
        MqttProbe publisher = house.probe().subscribe(SEEN);
        List<String> counts =
                IntStream.rangeClosed(100_001, 100_020).mapToObj(i -> "" + i).toList();

        for (String count : counts) {
            publisher.publish(COUNTS, "{\"Count\":" + count + "}");
            publisher.publish(COUNTS, "not a count");
            publisher.publish(COUNTS, "{\"Count\":\"many\"}");
        }

        // The gateway's own counts come in between.
        publisher.awaitTexts(SEEN, all -> all.contains(counts.getLast()));
        assertThat(publisher.textsOn(SEEN)).filteredOn(counts::contains).isEqualTo(counts);
    }

    @Test
    void publisherCountsUpByOneWithQos1NotRetained() throws Exception {
        MqttProbe subscriber = house.probe().subscribe(COUNTS);

        List<Received> received = subscriber.await(COUNTS, 3);

        List<Integer> counts = new ArrayList<>();
        for (Received each : received) {
            assertThat(each.text()).matches("\\{\"Count\":[0-9]+}");
            assertThat(each.qos()).as("QoS on the %s broker", broker).isEqualTo(1);
            assertThat(each.retained()).isFalse();
            counts.add(new ObjectMapper().readTree(each.text()).get("Count").intValue());
        }
        for (int i = 1; i < counts.size(); i++) {
            assertThat(counts.get(i)).isEqualTo(counts.get(i - 1) + 1);
        }
    }

    @Test
    void clientsOfTheExampleAreNotThrownOut() {
        MqttProbe publisher = house.probe("mqtt_publisher");
        MqttProbe subscriber = house.probe("mqtt_subscriber").subscribe(COUNTS);

        publisher.publish(COUNTS, "{\"Count\":77}");
        subscriber.await(COUNTS, 3);

        assertThat(List.of(publisher, subscriber)).noneMatch(MqttProbe::wasThrownOut);
        assertThat(publisher.isConnected()).isTrue();
    }
}
