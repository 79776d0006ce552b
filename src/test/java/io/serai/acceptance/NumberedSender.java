package io.serai.acceptance;

import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A device that publishes 0, 1, 2, ... with QoS 1, through every loss of its connection, and knows which
/// of them were acknowledged.
final class NumberedSender implements AutoCloseable {

    private static final int MOST_OPEN = 200;

    private final MqttAsyncClient client;
    private final String topic;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Integer> open = ConcurrentHashMap.newKeySet();
    private final Set<Integer> sentAgain = ConcurrentHashMap.newKeySet();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();

    NumberedSender(int port, String topic) throws MqttException {
        this.topic = topic;
        client =
                new MqttAsyncClient(
                        "tcp://127.0.0.1:" + port, "numbered-sender", new MemoryPersistence());
        client.setCallback(
                new MqttCallback() {
                    @Override
                    public void connectionLost(Throwable cause) {
                        sentAgain.addAll(open); // Paho does so by itself, in an order of its own
                    }

                    @Override
                    public void messageArrived(String to, MqttMessage message) {
                        throw new IllegalStateException("nothing is subscribed");
                    }

                    @Override
                    public void deliveryComplete(IMqttDeliveryToken token) {
                        // Each message's own listener is told.
                    }
                });
        client.connect(patient()).waitForCompletion(10_000);
    }

    static MqttConnectOptions patient() {
        var options = new MqttConnectOptions();
        options.setCleanSession(false);
        options.setAutomaticReconnect(true);
        options.setMaxReconnectDelay(500);
        options.setMaxInflight(1000);
        return options;
    }

    /// Sends so many in a second from now on, as long as not too many are unacknowledged.
    void start(int perSecond) {
        var _ =
                clock.scheduleAtFixedRate(
                        this::send,
                        0,
                        TimeUnit.SECONDS.toMicros(1) / perSecond,
                        TimeUnit.MICROSECONDS);
    }

    private void send() {
        if (!client.isConnected() || open.size() >= MOST_OPEN) {
            return;
        }
        int number = next.getAndIncrement();
        open.add(number);
        try {
            client.publish(
                    topic,
                    Integer.toString(number).getBytes(StandardCharsets.UTF_8),
                    1,
                    false,
                    number,
                    new IMqttActionListener() {
                        @Override
                        public void onSuccess(IMqttToken token) {
                            acknowledged.add(number);
                            open.remove(number);
                        }

                        @Override
                        public void onFailure(IMqttToken token, Throwable cause) {
                            sentAgain.add(number); // Paho may do so by itself
                            open.remove(number);
                        }
                    });
        } catch (MqttException e) {
            open.remove(number); // the connection went just now: this one was never sent
        }
    }

    /// Waits until so many more are acknowledged.
    void awaitMore(int more) {
        int enough = acknowledged.size() + more;
        Waiting.until(
                Duration.ofMinutes(1),
                () -> enough + " acknowledgements, so far " + acknowledged.size(),
                () -> acknowledged.size() >= enough);
    }

    /// Sends no more, and waits until what was sent is acknowledged.
    void finish() {
        clock.shutdownNow();
        Waiting.until(() -> open.size() + " acknowledgements", open::isEmpty);
    }

    /// What the broker has acknowledged so far.
    Set<Integer> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /// What may have been sent more than once.
    Set<Integer> sentAgain() {
        return Set.copyOf(sentAgain);
    }

    @Override
    public void close() throws MqttException {
        clock.shutdownNow();
        close(client);
    }

    /// Also while it is about to connect again, or has just done so, when Paho refuses to close.
    static void close(MqttAsyncClient client) throws MqttException {
        Waiting.until(
                () -> "Paho's end",
                () -> {
                    try {
                        client.disconnectForcibly(100, 1000);
                        client.close(true);
                        return true;
                    } catch (MqttException e) {
                        int reason = e.getReasonCode();
                        if (reason != MqttException.REASON_CODE_CONNECT_IN_PROGRESS
                                && reason != MqttException.REASON_CODE_CLIENT_CONNECTED) {
                            throw e;
                        }
                        return false;
                    }
                });
    }
}
