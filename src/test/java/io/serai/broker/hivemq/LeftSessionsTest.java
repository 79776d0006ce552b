package io.serai.broker.hivemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.broker.Broker;
import io.serai.broker.BrokerProcess;
import io.serai.broker.RunningBroker;
import io.serai.broker.TestClient;
import io.serai.broker.TestClient.Received;
import io.serai.broker.config.BrokerConfig;
import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.broker.config.BrokerServices;
import io.serai.observe.Counters;
import io.serai.observe.Health;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// Clients that left a session and do not come back.
class LeftSessionsTest {

    @TempDir private Path data;

    private final Counters counters = new Counters();

    private static BrokerConfig config(int maxQueuedTotal, Duration expiry) {
        return new BrokerConfig(
                true,
                "127.0.0.1",
                0,
                0,
                Persistence.FILE,
                262_144,
                500,
                20_000,
                1,
                maxQueuedTotal,
                expiry,
                List.of());
    }

    private Broker broker(BrokerConfig config) {
        return new Broker(
                config,
                data,
                new BrokerServices(() -> "house", () -> 0),
                RunningBroker.TIME,
                new Health(),
                counters);
    }

    private static String url(Broker broker) {
        return "tcp://127.0.0.1:" + broker.port();
    }

    private static void leave(Broker broker, String client) {
        TestClient left = TestClient.connect(url(broker), client, false);
        left.subscribe("#", 1);
        left.close();
    }

    private static void publish(Broker broker, int from, int to) {
        try (TestClient publisher = TestClient.connect(url(broker), "publisher", true)) {
            List<Runnable> acknowledged =
                    IntStream.range(from, to)
                            .mapToObj(i ->
                                    publisher.publishAsync("count", String.valueOf(i), 1, false))
                            .toList();
            acknowledged.forEach(Runnable::run);
        }
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    @Test
    void strangersLoseTheirNewestAndTheGatewayNothing() {
        try (Broker broker = broker(config(1000, Duration.ofDays(30)))) {
            broker.start();
            for (int i = 0; i < 9; i++) {
                leave(broker, "stranger-" + i);
            }
            leave(broker, "house");
            leave(broker, "house-1f");

            publish(broker, 0, 300);

            // 11 x 300 are to wait, 1000 may, and 600 of these are the gateway's own.
            assertThat(counters.count("broker.dropped-over-all", "broker")).isBetween(2300L, 2550L);
            for (String own : List.of("house", "house-1f")) {
                try (TestClient back = TestClient.connect(url(broker), own, false)) {
                    assertThat(back.next(300))
                            .extracting(Received::payload)
                            .containsExactlyElementsOf(texts(0, 300));
                }
            }
            try (TestClient back = TestClient.connect(url(broker), "stranger-4", false)) {
                List<String> kept = back.untilNow().stream().map(Received::payload).toList();
                assertThat(kept).hasSizeBetween(15, 60).isEqualTo(texts(0, kept.size()));
            }
        }
    }

    @Test
    void restartHoldsNoMoreThanItMay() {
        try (Broker broker = broker(config(100_000, Duration.ofDays(30)))) {
            broker.start();
            for (int i = 0; i < 9; i++) {
                leave(broker, "stranger-" + i);
            }
            leave(broker, "house");
            publish(broker, 0, 300);
        }

        try (Broker broker = broker(config(1000, Duration.ofDays(30)))) {
            broker.start();
            assertThat(broker.clients().stream().mapToInt(ClientReport::queued).sum())
                    .isBetween(750, 1000);
            try (TestClient back = TestClient.connect(url(broker), "house", false)) {
                assertThat(back.next(300))
                        .extracting(Received::payload)
                        .containsExactlyElementsOf(texts(0, 300));
            }
        }
    }

    @Test
    void sessionThatIsLeftTooLongGoesWithItsQueue() {
        try (Broker broker = broker(config(1000, Duration.ofSeconds(1)))) {
            broker.start();
            leave(broker, "stranger");
            publish(broker, 0, 10);

            await().atMost(Duration.ofSeconds(30)).until(() -> broker.clients().isEmpty());
            try (TestClient back = TestClient.connect(url(broker), "stranger", false)) {
                assertThat(back.sessionPresent()).isFalse();
                assertThat(back.untilNow()).isEmpty();
            }
        }
    }

    @Test
    void sessionsOfEarlierRunsGetAnEndButTheGatewaysOwn() {
        try (Broker broker = broker(config(1000, Duration.ofDays(365)))) {
            broker.start();
            leave(broker, "stranger");
            leave(broker, "house");
        }

        try (Broker broker = broker(config(1000, Duration.ofSeconds(1)))) {
            broker.start();
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            broker.clients().stream()
                                    .map(ClientReport::id)
                                    .toList()
                                    .equals(List.of("house")));
        }
    }

    @Test
    void clientThatWasThereWhenTheProcessWasKilledLeavesASessionWithAnEnd() throws Exception {
        try (var process = BrokerProcess.start(data)) {
            TestClient there = TestClient.connect(process.url(), "there", false);
            there.subscribe("#", 1);
            process.kill();
            there.close();
        }

        try (Broker broker = broker(config(1000, Duration.ofSeconds(1)))) {
            broker.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> broker.clients().isEmpty());
        }
    }
}
