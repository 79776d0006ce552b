package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// A device that publishes 0, 1, 2, ... at a steady rate. It makes up for no delay: after a pause of the
/// machine it goes on at its rate, and it waits when too many are unacknowledged.
final class SteadySender implements AutoCloseable {

    private static final int MOST_OPEN = 500;

    private final MqttAsyncClient client;
    private final String topic;
    private final int qos;
    private final long intervalNanos;
    private final Semaphore open = new Semaphore(MOST_OPEN);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean finishing;
    private final AtomicInteger sent = new AtomicInteger();

    /// Sends from now on.
    SteadySender(int port, String topic, int qos, int perSecond) throws MqttException {
        this.topic = topic;
        this.qos = qos;
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        client =
                new MqttAsyncClient(
                        "tcp://127.0.0.1:" + port,
                        "sender-" + topic.replace('/', '-'),
                        new MemoryPersistence());
        client.connect(PromptSockets.options()).waitForCompletion(10_000);
        thread = Thread.ofPlatform().name("send " + topic).start(this::send);
    }

    private void send() {
        long due = System.nanoTime();
        while (!finishing) {
            long ahead = due - System.nanoTime();
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
                continue;
            }
            due = Math.max(due, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(5));
            due += intervalNanos;
            try {
                if (!open.tryAcquire(10, TimeUnit.SECONDS)) {
                    throw new AssertionError("nothing was acknowledged for 10 s");
                }
                byte[] payload = Integer.toString(sent.get()).getBytes(StandardCharsets.UTF_8);
                client.publish(topic, payload, qos, false, null, new Acknowledgement());
                sent.incrementAndGet();
            } catch (MqttException | InterruptedException | AssertionError e) {
                failure.compareAndSet(null, e);
                return;
            }
        }
    }

    private final class Acknowledgement implements IMqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            open.release();
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            failure.compareAndSet(null, cause);
            open.release();
        }
    }

    /// How many it has sent so far.
    int sent() {
        return sent.get();
    }

    /// Sends no more, and waits until all was acknowledged.
    ///
    /// @return how many it has sent
    int finish() {
        finishing = true;
        Waiting.until(
                () -> "the end of sending: " + (MOST_OPEN - open.availablePermits()) + " open",
                () -> !thread.isAlive() && open.availablePermits() == MOST_OPEN);
        assertThat(failure.get()).as("sending on %s", topic).isNull();
        return sent.get();
    }

    /// Waits until it has sent for so long.
    void awaitMore(Duration span) {
        int enough = sent.get() + (int) (span.toNanos() / intervalNanos);
        Waiting.until(
                span.plus(Waiting.LIMIT),
                () -> enough + " messages, so far " + sent + ", failure " + failure.get(),
                () -> sent.get() >= enough);
    }

    @Override
    public void close() throws MqttException {
        finishing = true;
        if (client.isConnected()) {
            client.disconnect(0).waitForCompletion(10_000);
        }
        client.close(true);
    }
}
