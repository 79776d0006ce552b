package io.serai.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.Programs;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// `docker/mosquitto.conf` in a Mosquitto on this machine, with other ports and another folder.
class MosquittoConfTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir Path scratch;

    private final List<MqttAsyncClient> clients = new ArrayList<>();
    private int port;
    private Process mosquitto;

    @BeforeEach
    void start() throws IOException {
        port = freePort();
        mosquitto = mosquitto();
    }

    @AfterEach
    void stop() throws Exception {
        for (MqttAsyncClient client : clients) {
            if (client.isConnected()) {
                client.disconnectForcibly(0, 1000, false);
            }
            client.close(true);
        }
        stopMosquitto();
    }

    @Test
    void thirtyMessagesOfQosTwoSentAtOnceAllArrive() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        MqttAsyncClient subscriber = connect("subscriber", true);
        subscriber
                .subscribe("burst", 2, (topic, message) -> received.add(text(message.getPayload())))
                .waitForCompletion(PATIENCE.toMillis());
        MqttAsyncClient publisher = connect("publisher", true);

        List<String> sent = IntStream.range(0, 30).mapToObj(String::valueOf).toList();
        for (String payload : sent) {
            publisher.publish("burst", payload.getBytes(StandardCharsets.UTF_8), 2, false);
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(received).isEqualTo(sent));
    }

    @Test
    void retainedMessagesAndSessionsSurviveARestart() throws Exception {
        MqttAsyncClient durable = connect("durable", false);
        durable.subscribe("house/+", 1).waitForCompletion(PATIENCE.toMillis());
        durable.disconnect().waitForCompletion(PATIENCE.toMillis());
        connect("publisher", true)
                .publish("house/door", "open".getBytes(StandardCharsets.UTF_8), 1, true)
                .waitForCompletion(PATIENCE.toMillis());

        stopMosquitto();
        mosquitto = mosquitto();

        List<String> replayed = new CopyOnWriteArrayList<>();
        List<String> retained = new CopyOnWriteArrayList<>();
        var again = client("durable");
        again.setCallback(new Collector(replayed));
        again.connect(options(false)).waitForCompletion(PATIENCE.toMillis());
        connect("newcomer", true)
                .subscribe(
                        "house/#", 1, (topic, message) -> retained.add(text(message.getPayload())))
                .waitForCompletion(PATIENCE.toMillis());
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(replayed).containsExactly("open");
                    assertThat(retained).containsExactly("open");
                });
    }

    private Process mosquitto() throws IOException {
        Path program = Programs.require("mosquitto");
        Path conf = scratch.resolve("mosquitto.conf");
        String text = Files.readString(Path.of("docker/mosquitto.conf"));
        Files.writeString(
                conf,
                text.replace("/mosquitto/data/", scratch + "/")
                        .replace("listener 1883", "listener " + port + " 127.0.0.1")
                        .replace("listener 8083", "listener " + freePort() + " 127.0.0.1")
                        // Started by root it would become another user, who may not write here.
                        .concat("user " + System.getProperty("user.name") + "\n"));
        Process process =
                new ProcessBuilder(program.toString(), "-c", conf.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(scratch.resolve("mosquitto.log").toFile())
                        .start();
        await().atMost(PATIENCE).until(this::answers);
        return process;
    }

    private void stopMosquitto() throws InterruptedException {
        if (mosquitto != null) {
            mosquitto.destroy();
            assertThat(mosquitto.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private MqttAsyncClient connect(String id, boolean cleanSession) throws MqttException {
        MqttAsyncClient client = client(id);
        client.connect(options(cleanSession)).waitForCompletion(PATIENCE.toMillis());
        return client;
    }

    private MqttAsyncClient client(String id) throws MqttException {
        var client = new MqttAsyncClient("tcp://127.0.0.1:" + port, id, new MemoryPersistence());
        clients.add(client);
        return client;
    }

    private static MqttConnectOptions options(boolean cleanSession) {
        var options = new MqttConnectOptions();
        options.setCleanSession(cleanSession);
        options.setMaxInflight(100);
        return options;
    }

    private static String text(byte[] payload) {
        return new String(payload, StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private record Collector(List<String> payloads) implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            payloads.add(text(message.getPayload()));
        }

        @Override
        public void connectionLost(Throwable cause) {
            payloads.add("connection lost: " + cause);
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            payloads.add("delivered " + token.getMessageId());
        }
    }
}
