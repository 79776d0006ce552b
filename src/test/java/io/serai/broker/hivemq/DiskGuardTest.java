package io.serai.broker.hivemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.broker.Broker;
import io.serai.broker.RunningBroker;
import io.serai.broker.TestClient;
import io.serai.broker.TestClient.Received;
import io.serai.broker.config.BrokerConfig;
import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.broker.config.BrokerServices;
import io.serai.observe.Counters;
import io.serai.observe.Health;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

class DiskGuardTest {

    private static final long MEGABYTE = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private Path data;

    private final AtomicLong free = new AtomicLong(1000 * MEGABYTE);
    private final Health health = new Health();
    private final ExecutorService waiters = Executors.newVirtualThreadPerTaskExecutor();
    private Broker broker;

    @BeforeEach
    void start() {
        var config =
                new BrokerConfig(
                        true, "127.0.0.1", 0, 0, Persistence.FILE, 262_144, 10, 20_000, 50);
        broker =
                new Broker(
                        config,
                        data,
                        BrokerServices.NONE,
                        RunningBroker.TIME,
                        health,
                        new Counters(),
                        free::get);
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
        waiters.close();
    }

    private String url() {
        return "tcp://127.0.0.1:" + broker.port();
    }

    private Health.PartHealth told() {
        return Objects.requireNonNull(health.parts().get("broker"));
    }

    private void awaitReady(boolean ready) {
        await().atMost(PATIENCE).until(() -> told().ready() == ready);
    }

    @Test
    void fullDiskHoldsBackWhatMustBeKeptAndNothingElse() {
        try (TestClient subscriber = TestClient.connect(url(), "subscriber", false);
                TestClient publisher = TestClient.connect(url(), "publisher", true);
                TestClient other = TestClient.connect(url(), "other", true)) {
            subscriber.subscribe("#", 2);
            free.set(12 * MEGABYTE);
            awaitReady(false);
            assertThat(told().detail())
                    .contains("only 12 MB are free for " + data.resolve("broker"))
                    .contains("broker.min-free-space is 50 MB")
                    .contains("not acknowledged");

            List<CompletableFuture<Void>> acknowledged = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Runnable waiting =
                        publisher.publishAsync("kept", String.valueOf(i), 1 + i % 2, false);
                acknowledged.add(CompletableFuture.runAsync(waiting, waiters));
            }
            other.publish("loose", "now", 0, false);

            // What had been let through before it would have come before it.
            assertThat(subscriber.next()).isEqualTo(new Received("loose", "now", 0, false));
            assertThat(acknowledged).noneMatch(CompletableFuture::isDone);

            free.set(54 * MEGABYTE); // a tenth more than the limit is wanted
            other.publish("loose", "still", 0, false);
            assertThat(subscriber.next()).isEqualTo(new Received("loose", "still", 0, false));
            assertThat(told().ready()).isFalse();

            free.set(1000 * MEGABYTE);
            awaitReady(true);
            List<Received> held = subscriber.next(30);
            assertThat(held)
                    .filteredOn(each -> each.qos() == 1)
                    .extracting(Received::payload)
                    .containsExactlyElementsOf(numbers(0));
            assertThat(held)
                    .filteredOn(each -> each.qos() == 2)
                    .extracting(Received::payload)
                    .containsExactlyElementsOf(numbers(1));
            CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new))
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }

    private static List<String> numbers(int first) {
        return IntStream.iterate(first, each -> each < 30, each -> each + 2)
                .mapToObj(String::valueOf)
                .toList();
    }

    @Test
    void retainedMessagesWaitForSpaceToo() {
        try (TestClient publisher = TestClient.connect(url(), "publisher", true);
                TestClient newcomer = TestClient.connect(url(), "newcomer", true)) {
            free.set(0);
            awaitReady(false);

            publisher.publish("retained", "37", 0, true);
            newcomer.subscribe("retained", 1);
            newcomer.subscribe("end", 0);
            publisher.publish("end", "", 0, false);
            assertThat(newcomer.next().topic()).isEqualTo("end");

            free.set(1000 * MEGABYTE);
            assertThat(newcomer.next().payload()).isEqualTo("37");
        }
    }
}
