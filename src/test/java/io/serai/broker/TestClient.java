package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.SocketFactory;

/// A Paho client that notes what reaches it.
public final class TestClient implements AutoCloseable {

    private static final long LIMIT_MS = 10_000;
    private static final String END = "end-of-test";

    /// A message as it arrived.
    public record Received(String topic, String payload, int qos, boolean retained) {}

    private final MqttAsyncClient client;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final CountDownLatch lost = new CountDownLatch(1);
    private final Sockets sockets = new Sockets();
    private boolean sessionPresent;

    private TestClient(MqttAsyncClient client) {
        this.client = client;
    }

    public static TestClient connect(String url, String id, boolean clean) {
        return connect(url, id, clean, _ -> {});
    }

    static TestClient connect(
            String url, String id, boolean clean, Consumer<MqttConnectOptions> more) {
        try {
            var test = new TestClient(new MqttAsyncClient(url, id, new MemoryPersistence()));
            test.client.setCallback(test.new Notes());
            var options = new MqttConnectOptions();
            options.setCleanSession(clean);
            options.setMaxInflight(1000);
            options.setConnectionTimeout(5);
            options.setSocketFactory(test.sockets);
            more.accept(options);
            var token = test.client.connect(options);
            token.waitForCompletion(LIMIT_MS);
            test.sessionPresent = token.getSessionPresent();
            return test;
        } catch (MqttException e) {
            throw new AssertionError("cannot connect " + id + " to " + url, e);
        }
    }

    /// Remembers the client's socket, to pull its plug.
    private static final class Sockets extends SocketFactory implements AutoCloseable {

        private final List<Socket> opened = new CopyOnWriteArrayList<>();

        @Override
        public Socket createSocket() {
            var socket = new Socket();
            opened.add(socket);
            return socket;
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

        @Override
        public void close() throws IOException {
            for (Socket socket : opened) {
                socket.close();
            }
        }
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
                            message.isRetained()));
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {}
    }

    public boolean sessionPresent() {
        return sessionPresent;
    }

    /// Subscribes and tells the granted QoS, 128 when refused.
    public int subscribe(String filter, int qos) {
        try {
            var token = client.subscribe(filter, qos);
            token.waitForCompletion(LIMIT_MS);
            return token.getGrantedQos()[0];
        } catch (MqttException e) {
            throw new AssertionError("cannot subscribe to " + filter, e);
        }
    }

    public void publish(String topic, String payload, int qos, boolean retained) {
        publishAsync(topic, payload, qos, retained).run();
    }

    /// Sends at once; the answer waits for the broker's acknowledgement.
    public Runnable publishAsync(String topic, String payload, int qos, boolean retained) {
        try {
            var token =
                    client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, retained);
            return () -> {
                try {
                    token.waitForCompletion(LIMIT_MS);
                } catch (MqttException e) {
                    throw new AssertionError("not acknowledged: " + topic, e);
                }
            };
        } catch (MqttException e) {
            throw new AssertionError("cannot publish to " + topic, e);
        }
    }

    public Received next() {
        try {
            Received next = received.poll(LIMIT_MS, TimeUnit.MILLISECONDS);
            assertThat(next).as("a message within %d ms", LIMIT_MS).isNotNull();
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public List<Received> next(int count) {
        List<Received> all = new ArrayList<>();
        while (all.size() < count) {
            all.add(next());
        }
        return all;
    }

    /// Moves what has arrived so far into `target`.
    void drainTo(Collection<Received> target) {
        received.drainTo(target);
    }

    /// Everything that reached this client before a message it now sends to itself.
    public List<Received> untilNow() {
        String end = END + "/" + client.getClientId();
        subscribe(end, 2);
        publish(end, "", 2, false);
        List<Received> all = new ArrayList<>();
        for (Received each = next(); !each.topic().equals(end); each = next()) {
            all.add(each);
        }
        return all;
    }

    /// Whether the broker closed the connection within `seconds`.
    boolean isThrownOut(int seconds) {
        try {
            return lost.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// DISCONNECT, then close.
    @Override
    public void close() {
        try {
            if (client.isConnected()) {
                client.disconnect(0).waitForCompletion(LIMIT_MS);
            }
            client.close(true);
        } catch (MqttException e) {
            throw new AssertionError("cannot close", e);
        }
    }

    /// Drops the connection without DISCONNECT, as a power cut does.
    void die() {
        try {
            sockets.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(isThrownOut(10)).isTrue();
    }
}
