package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broker.TestClient.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.List;
import java.util.stream.IntStream;

class DeliveryTest {

    @RegisterExtension static final RunningBroker BROKER = new RunningBroker();

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2", "2,0", "2,1", "2,2"})
    void messageComesWithTheLowerOfBothQos(int published, int granted) {
        TestClient subscriber = BROKER.client();
        assertThat(subscriber.subscribe("qos", granted)).isEqualTo(granted);

        BROKER.publisher().publish("qos", "x", published, false);

        assertThat(subscriber.next())
                .isEqualTo(new Received("qos", "x", Math.min(published, granted), false));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void burstArrivesWholeAndInOrder(int qos) {
        TestClient subscriber = BROKER.client();
        subscriber.subscribe("burst", qos);
        TestClient publisher = BROKER.publisher();

        List<Runnable> pending =
                IntStream.range(0, 500)
                        .mapToObj(
                                i -> publisher.publishAsync("burst", String.valueOf(i), qos, false))
                        .toList();
        pending.forEach(Runnable::run);

        assertThat(subscriber.next(500))
                .extracting(Received::payload)
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(String::valueOf).toList());
    }

    @Test
    void thirtyQos2MessagesInFlightAtOnceAllArrive() {
        TestClient subscriber = BROKER.client();
        subscriber.subscribe("slider", 2);
        RawClient page = BROKER.raw();
        page.connect(4, "page", true, 60);

        for (int i = 1; i <= 30; i++) {
            page.publish(i, 2, false, "slider", String.valueOf(i));
        }
        for (int i = 1; i <= 30; i++) {
            assertThat(page.read().type()).isEqualTo(RawClient.PUBREC);
        }
        for (int i = 1; i <= 30; i++) {
            page.pubrel(i);
            assertThat(page.read().type()).isEqualTo(RawClient.PUBCOMP);
        }

        assertThat(subscriber.next(30))
                .extracting(Received::payload)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 30).mapToObj(String::valueOf).toList());
    }

    @Test
    void resentQos2PacketIsDeliveredOnce() {
        TestClient subscriber = BROKER.client();
        subscriber.subscribe("once", 2);
        RawClient publisher = BROKER.raw();
        publisher.connect(4, "resender", true, 60);

        publisher.publish(7, 2, false, "once", "x");
        assertThat(publisher.read().type()).isEqualTo(RawClient.PUBREC);
        // [MQTT-4.3.3-10] until PUBREL the same packet id is the same message.
        publisher.publish(7, 2, true, "once", "x");
        assertThat(publisher.read().type()).isEqualTo(RawClient.PUBREC);
        publisher.pubrel(7);
        assertThat(publisher.read().type()).isEqualTo(RawClient.PUBCOMP);

        assertThat(subscriber.untilNow()).hasSize(1);
    }

    @Test
    void releasedPacketIdMayBeUsedAgain() {
        TestClient subscriber = BROKER.client();
        subscriber.subscribe("again", 2);
        RawClient publisher = BROKER.raw();
        publisher.connect(4, "reuser", true, 60);

        for (String payload : List.of("a", "b")) {
            publisher.publish(7, 2, false, "again", payload);
            assertThat(publisher.read().type()).isEqualTo(RawClient.PUBREC);
            publisher.pubrel(7);
            assertThat(publisher.read().type()).isEqualTo(RawClient.PUBCOMP);
        }

        assertThat(subscriber.next(2)).extracting(Received::payload).containsExactly("a", "b");
    }

    @Test
    void nothingWasDroppedOnTheWay() {
        assertThat(BROKER.broker().dropped()).isZero();
    }

    @Test
    void packetAboveTheLimitClosesTheConnection() {
        RawClient client = BROKER.raw();
        client.connect(4, "large", true, 60);

        try {
            client.publish(1, 1, false, "large", "x".repeat(262_144));
        } catch (UncheckedIOException closedWhileWriting) {
            assertThat(closedWhileWriting).hasCauseInstanceOf(SocketException.class);
            return;
        }

        client.awaitEnd();
    }
}
