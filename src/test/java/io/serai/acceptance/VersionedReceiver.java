package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/// Notes what a flow makes of the numbers of a [SteadySender]: the number, and the version of the flow that
/// had it.
final class VersionedReceiver implements AutoCloseable {

    private final MqttAsyncClient client;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Note> notes = new ArrayList<>();
    private final CountDownLatch lost = new CountDownLatch(1);
    private volatile int newest;

    /// One answer of the flow.
    private record Note(int number, int version) {}

    VersionedReceiver(int port, String topic) throws MqttException {
        client =
                new MqttAsyncClient(
                        "tcp://127.0.0.1:" + port,
                        "receiver-" + topic.replace('/', '-'),
                        new MemoryPersistence());
        client.setCallback(new Notes());
        client.connect(PromptSockets.options()).waitForCompletion(10_000);
        client.subscribe(topic, 1).waitForCompletion(10_000);
    }

    private final class Notes implements MqttCallback {
        @Override
        public void connectionLost(Throwable cause) {
            lost.countDown();
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            String[] words =
                    new String(message.getPayload(), StandardCharsets.UTF_8).split(" ", -1);
            var note = new Note(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
            if (note.number() >= 0) {
                lock.lock();
                try {
                    notes.add(note);
                } finally {
                    lock.unlock();
                }
            }
            newest = Math.max(newest, note.version());
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // It publishes nothing.
        }
    }

    /// Publishes numbers below 0, which are no numbers of the sender, until a flow answers.
    void awaitFlow(MqttProbe probe, String topic) {
        Waiting.until(
                () -> "a flow that takes from " + topic,
                () -> {
                    probe.publish(topic, "-1");
                    return newest > 0;
                });
    }

    /// Waits until a version has had a message.
    void awaitVersion(int version) {
        Waiting.until(
                () -> "version %d, the newest is %d".formatted(version, newest),
                () -> newest >= version);
    }

    /// Waits until nothing of what was sent is missing.
    ///
    /// @param sent how many numbers there were
    Tally tally(int sent) {
        Waiting.until(
                Duration.ofSeconds(30),
                () -> "%d numbers: %s".formatted(sent, tally(notes(), sent)),
                () -> count() >= sent && tally(notes(), sent).missing() == 0);
        assertThat(lost.getCount()).as("the receiver kept its connection").isOne();
        return tally(notes(), sent);
    }

    private int count() {
        lock.lock();
        try {
            return notes.size();
        } finally {
            lock.unlock();
        }
    }

    private List<Note> notes() {
        lock.lock();
        try {
            return List.copyOf(notes);
        } finally {
            lock.unlock();
        }
    }

    /// What became of the numbers 0 to `sent` - 1.
    ///
    /// @param missing numbers that no version had
    /// @param again numbers that came once more
    /// @param backward steps back in number, those that came again excepted
    /// @param olderVersion answers of a version after one of a newer version
    /// @param versions how many had a message
    record Tally(int sent, int missing, int again, int backward, int olderVersion, int versions) {}

    private static Tally tally(List<Note> notes, int sent) {
        var seen = new BitSet();
        var versions = new BitSet();
        int again = 0;
        int backward = 0;
        int older = 0;
        int highest = -1;
        int newest = 0;
        for (Note note : notes) {
            if (seen.get(note.number())) {
                again++;
            } else if (note.number() < highest) {
                backward++;
            }
            if (note.version() < newest) {
                older++;
            }
            seen.set(note.number());
            versions.set(note.version());
            highest = Math.max(highest, note.number());
            newest = Math.max(newest, note.version());
        }
        return new Tally(
                sent, sent - seen.cardinality(), again, backward, older, versions.cardinality());
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect(0).waitForCompletion(10_000);
        }
        client.close(true);
    }
}
