package io.serai.acceptance;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Somebody who uses another flow meanwhile, and how long each answer of it takes.
final class Bystander implements AutoCloseable {

    private static final int PER_SECOND = 50;

    private final MqttAsyncClient client;
    private final String in;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger asked = new AtomicInteger();

    private record Answer(long sentNanos, long nanos) {}

    /// Asks the flow between the topics `in` and `out`, which gives back what it is sent, from now on.
    Bystander(int port, String in, String out) throws MqttException {
        this.in = in;
        client =
                new MqttAsyncClient(
                        "tcp://127.0.0.1:" + port, "bystander", new MemoryPersistence());
        client.setCallback(new Notes());
        client.connect(PromptSockets.options()).waitForCompletion(10_000);
        client.subscribe(out, 1).waitForCompletion(10_000);
        var _ =
                clock.scheduleAtFixedRate(
                        this::ask,
                        0,
                        TimeUnit.SECONDS.toMicros(1) / PER_SECOND,
                        TimeUnit.MICROSECONDS);
    }

    private void ask() {
        try {
            byte[] payload = Long.toString(System.nanoTime()).getBytes(StandardCharsets.UTF_8);
            client.publish(in, payload, 1, false);
            asked.incrementAndGet();
        } catch (MqttException e) {
            failure.compareAndSet(null, e);
        }
    }

    private final class Notes implements MqttCallback {
        @Override
        public void connectionLost(Throwable cause) {
            failure.compareAndSet(null, cause);
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            String text = new String(message.getPayload(), StandardCharsets.UTF_8);
            answers.add(new Answer(Long.parseLong(text), System.nanoTime()));
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // The answer says more.
        }
    }

    /// How long the answers took to what was asked between two moments of [System#nanoTime].
    Latencies between(long from, long to) {
        return new Latencies(
                answers.stream()
                        .filter(answer -> answer.sentNanos() >= from && answer.sentNanos() < to)
                        .map(answer -> Duration.ofNanos(answer.nanos() - answer.sentNanos()))
                        .sorted()
                        .toList());
    }

    /// @param sorted the shortest first
    record Latencies(List<Duration> sorted) {

        Duration percentile(int percent) {
            return sorted.get((sorted.size() - 1) * percent / 100);
        }

        @Override
        public String toString() {
            return "%d answers, p50 %.1f ms, p99 %.1f ms, longest %.1f ms"
                    .formatted(
                            sorted.size(),
                            percentile(50).toNanos() / 1e6,
                            percentile(99).toNanos() / 1e6,
                            sorted.getLast().toNanos() / 1e6);
        }
    }

    /// Asks no more, and waits until each question has its one answer.
    void finish() throws InterruptedException {
        clock.shutdown();
        if (!clock.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new AssertionError("a question is still being sent");
        }
        Waiting.until(
                () ->
                        "%d answers, so far %d, failure %s"
                                .formatted(asked.get(), answers.size(), failure.get()),
                () -> answers.size() == asked.get() && failure.get() == null);
    }

    @Override
    public void close() throws MqttException {
        clock.shutdownNow();
        if (client.isConnected()) {
            client.disconnect(0).waitForCompletion(10_000);
        }
        client.close(true);
    }
}
