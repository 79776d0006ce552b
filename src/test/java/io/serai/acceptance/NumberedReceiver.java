package io.serai.acceptance;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// A durable client that notes the numbers of a [NumberedSender] as a flow has passed them on: the number,
/// which exchange it was in the flow, and whether the flow was told that it may have come before.
final class NumberedReceiver implements AutoCloseable {

    private final MqttAsyncClient client;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, String> received = new LinkedHashMap<>();
    private final Set<Integer> again = new TreeSet<>();
    private final Set<Integer> againUnmarked = new TreeSet<>();

    NumberedReceiver(int port, String topic) throws MqttException {
        this(port, topic, "numbered-receiver");
    }

    NumberedReceiver(int port, String topic, String id) throws MqttException {
        client = new MqttAsyncClient("tcp://127.0.0.1:" + port, id, new MemoryPersistence());
        client.setCallback(new Notes());
        client.connect(NumberedSender.patient()).waitForCompletion(10_000);
        client.subscribe(topic, 1).waitForCompletion(10_000);
    }

    private final class Notes implements MqttCallback {
        @Override
        public void connectionLost(Throwable cause) {
            // It connects again by itself.
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            String[] words = new String(message.getPayload(), StandardCharsets.UTF_8).split(" ", 3);
            note(Integer.parseInt(words[0]), words[1], Boolean.parseBoolean(words[2]));
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // It publishes nothing.
        }
    }

    private void note(int number, String exchange, boolean marked) {
        lock.lock();
        try {
            String before = received.put(number, exchange);
            if (before != null) {
                again.add(number);
                // The same exchange: what the flow published once was delivered again on the way
                // here.
                if (!before.equals(exchange) && !marked) {
                    againUnmarked.add(number);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all of `numbers` have come.
    void await(Collection<Integer> numbers) {
        Set<Integer> missing = new TreeSet<>(numbers);
        Waiting.until(
                Duration.ofMinutes(1),
                () -> missing.size() + " numbers: " + missing.stream().limit(50).toList(),
                () -> {
                    strike(missing);
                    return missing.isEmpty();
                });
    }

    /// Takes off what has been received.
    private void strike(Set<Integer> numbers) {
        lock.lock();
        try {
            numbers.removeIf(received::containsKey);
        } finally {
            lock.unlock();
        }
    }

    /// Every number that came, in the order of their first coming.
    List<Integer> inOrder() {
        lock.lock();
        try {
            return List.copyOf(received.keySet());
        } finally {
            lock.unlock();
        }
    }

    /// Numbers that came more than once.
    Set<Integer> again() {
        lock.lock();
        try {
            return Set.copyOf(again);
        } finally {
            lock.unlock();
        }
    }

    /// Numbers that the flow took once more without being told that they might have come before.
    Set<Integer> againUnmarked() {
        lock.lock();
        try {
            return Set.copyOf(againUnmarked);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws MqttException {
        NumberedSender.close(client);
    }
}
