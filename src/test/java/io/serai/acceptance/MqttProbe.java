package io.serai.acceptance;

import org.eclipse.paho.client.mqttv3.DisconnectedBufferOptions;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import javax.net.SocketFactory;

/// A Paho client that notes everything it is sent, in order, with the time it came.
public final class MqttProbe implements AutoCloseable {

    private static final long LIMIT_MS = 10_000;

    /// A message as it arrived.
    ///
    /// @param nanos when, as [System#nanoTime]
    public record Received(String topic, String text, int qos, boolean retained, long nanos) {}

    private final MqttAsyncClient client;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch lost = new CountDownLatch(1);

    private final Plug plug;

    private MqttProbe(MqttAsyncClient client, Plug plug) {
        this.client = client;
        this.plug = plug;
    }

    public static MqttProbe connect(int port, String id) {
        var options = new MqttConnectOptions();
        options.setCleanSession(true);
        return connect(port, id, options);
    }

    static MqttProbe connect(int port, String id, MqttConnectOptions options) {
        options.setConnectionTimeout(5);
        options.setMaxInflight(1000);
        var plug = new Plug();
        options.setSocketFactory(plug);
        try {
            var client =
                    new MqttAsyncClient("tcp://127.0.0.1:" + port, id, new MemoryPersistence());
            var probe = new MqttProbe(client, plug);
            client.setCallback(probe.new Notes());
            client.connect(options).waitForCompletion(LIMIT_MS);
            return probe;
        } catch (MqttException e) {
            throw new AssertionError("cannot connect " + id + " to port " + port, e);
        }
    }

    /// Makes the sockets of one client, and remembers the last.
    private static final class Plug extends SocketFactory {

        private volatile Socket last = new Socket();

        @Override
        public Socket createSocket() {
            last = new Socket();
            return last;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connected(new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort)
                throws IOException {
            return connected(new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connected(new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
                throws IOException {
            return connected(new InetSocketAddress(host, port));
        }

        private Socket connected(InetSocketAddress address) throws IOException {
            Socket socket = createSocket();
            socket.connect(address);
            return socket;
        }

        void pull() {
            try {
                last.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Connects to a broker that is about to start.
    static MqttProbe connectSoon(int port, String id) {
        var connected = new AtomicReference<MqttProbe>();
        Waiting.until(
                Duration.ofSeconds(30),
                () -> "a broker on port " + port,
                () -> {
                    try {
                        connected.set(connect(port, id));
                        return true;
                    } catch (AssertionError e) {
                        return false; // not yet
                    }
                });
        return connected.get();
    }

    static MqttProbe connectPatiently(int port, String id) {
        var options = new MqttConnectOptions();
        options.setCleanSession(false);
        options.setAutomaticReconnect(true);
        MqttProbe probe = connect(port, id, options);
        var buffer = new DisconnectedBufferOptions();
        buffer.setBufferEnabled(true);
        probe.client.setBufferOpts(buffer);
        return probe;
    }

    private final class Notes implements MqttCallback {
        @Override
        public void connectionLost(Throwable cause) {
            lost.countDown();
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            received.add(
                    new Received(
                            topic,
                            new String(message.getPayload(), StandardCharsets.UTF_8),
                            message.getQos(),
                            message.isRetained(),
                            System.nanoTime()));
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // The publishing test waits on the token itself.
        }
    }

    /// Subscribes with QoS 2, so that what comes shows the QoS it was published with.
    public MqttProbe subscribe(String... filters) {
        try {
            for (String filter : filters) {
                client.subscribe(filter, 2).waitForCompletion(LIMIT_MS);
            }
        } catch (MqttException e) {
            throw new AssertionError("cannot subscribe to " + String.join(", ", filters), e);
        }
        return this;
    }

    /// Publishes with QoS 1 and waits until the broker has it.
    public void publish(String topic, String text) {
        publish(topic, text, 1, false);
    }

    public void publish(String topic, String text, int qos, boolean retained) {
        publish(topic, text.getBytes(StandardCharsets.UTF_8), qos, retained);
    }

    void publish(String topic, byte[] payload, int qos, boolean retained) {
        try {
            client.publish(topic, payload, qos, retained).waitForCompletion(LIMIT_MS);
        } catch (MqttException e) {
            throw new AssertionError("cannot publish to " + topic, e);
        }
    }

    /// Publishes without waiting for the broker.
    void begin(String topic, String text, int qos, boolean retained) {
        try {
            client.publish(topic, text.getBytes(StandardCharsets.UTF_8), qos, retained);
        } catch (MqttException e) {
            throw new AssertionError("cannot publish to " + topic, e);
        }
    }

    /// Everything that has come on `topic` so far.
    public List<Received> on(String topic) {
        return received.stream().filter(each -> each.topic().equals(topic)).toList();
    }

    /// Everything that has come so far, as `topic text`.
    List<String> everything() {
        return received.stream().map(each -> each.topic() + " " + each.text()).toList();
    }

    /// The texts that have come on `topic` so far.
    public List<String> textsOn(String topic) {
        return on(topic).stream().map(Received::text).toList();
    }

    /// Waits until `count` messages or more have come on `topic`, and gives them all.
    public List<Received> await(String topic, int count) {
        Waiting.until(
                () -> count + " messages on " + topic + ", so far " + textsOn(topic),
                () -> on(topic).size() >= count);
        return on(topic);
    }

    /// Waits until the texts on `topic` are such, and gives them.
    List<String> awaitTexts(String topic, Predicate<List<String>> wanted) {
        Waiting.until(
                () -> "the awaited messages on " + topic + ", so far " + textsOn(topic),
                () -> wanted.test(textsOn(topic)));
        return textsOn(topic);
    }

    /// Pulls the plug: the connection ends without DISCONNECT.
    void drop() {
        plug.pull();
    }

    public void forget() {
        received.clear();
    }

    boolean isConnected() {
        return client.isConnected();
    }

    boolean wasThrownOut() {
        return lost.getCount() == 0;
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect(0).waitForCompletion(LIMIT_MS);
        }
        client.close(true);
    }
}
