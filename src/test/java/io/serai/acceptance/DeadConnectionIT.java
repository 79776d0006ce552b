package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.Machine;
import io.serai.testing.Mosquitto;
import io.serai.testing.TcpProxy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The broker is well, but the way to it is not.
@ResourceLock(value = Machine.PROCESSORS, mode = ResourceAccessMode.READ)
class DeadConnectionIT {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(3);

    @TempDir private static Path folder;
    private static Mosquitto broker;
    private static TcpProxy proxy;
    private static RunningGateway gateway;
    private static final List<AutoCloseable> GUESTS = new ArrayList<>();

    @BeforeAll
    static void open() throws IOException {
        broker = Mosquitto.started(folder, "log_type all");
        proxy = new TcpProxy(broker.port());
        Path routes = Files.createDirectories(folder.resolve("routes"));
        NumberedRelay.addTo(routes);
        gateway =
                RunningGateway.start(
                        folder,
                        // What they show would take a connection of its own.
                        new RunningGateway.RouteEdit[] {
                            RunningGateway.RouteEdit.remove("dashboard.yaml"),
                            RunningGateway.RouteEdit.remove("history.yaml")
                        },
                        "--broker.enabled=false",
                        "--mqtt.url=" + proxy.url(),
                        "--mqtt.keep-alive=" + KEEP_ALIVE.toSeconds());
    }

    @AfterAll
    static void close() throws IOException {
        try {
            gateway.close();
        } finally {
            proxy.close();
            broker.close();
        }
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable each : GUESTS.reversed()) {
            each.close();
        }
        GUESTS.clear();
        proxy.refuse(false);
        gateway.startUnlessRunning();
    }

    private static <T extends AutoCloseable> T guest(T guest) {
        GUESTS.add(guest);
        return guest;
    }

    private static MqttProbe probe(String id) {
        return guest(MqttProbe.connect(broker.port(), id));
    }

    @Test
    void connectionAbandonedWithoutAWordIsNoticedAndNothingIsLost() throws Exception {
        var receiver = guest(new NumberedReceiver(broker.port(), NumberedRelay.OUT));
        var sender = guest(new NumberedSender(broker.port(), NumberedRelay.IN));
        sender.start(200);
        sender.awaitMore(200);
        int before = proxy.connections();

        proxy.abandon();
        long begin = System.nanoTime();
        Waiting.until(
                () -> "the gateway's and the pump's connection: " + gateway.log(),
                () -> gateway.logged(": connected again after") == 2);

        // The first attempt comes a second later, a fifth more or less.
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(KEEP_ALIVE.multipliedBy(3).dividedBy(2).plusMillis(1700));
        assertThat(proxy.connections()).isEqualTo(before + 2);
        assertThat(gateway.log()).contains("not connected: the broker does not answer PINGREQ");
        sender.awaitMore(200);
        sender.finish();
        receiver.await(sender.acknowledged());
        assertThat(receiver.inOrder()).isSorted();
        assertThat(gateway.health().count("flow.failures", "relay")).isZero();
        assertThat(gateway.health().isReady()).isTrue();
    }

    @Test
    void flowRemovedDuringAnOutageLeavesNoClientAndNoSubscription() throws Exception {
        MqttProbe probe = probe("watch").subscribe(NumberedRelay.OUT);
        proxy.refuse(true);
        proxy.cut();
        Waiting.until(
                () -> "the outage: " + gateway.log(),
                () -> gateway.health().partsDown().size() == 2);

        assertThat(gateway.stop()).isLessThan(Duration.ofSeconds(10));
        int connectedBefore = logged("as serai-pump");
        gateway.edit(RunningGateway.RouteEdit.remove("relay.camel.yaml"));
        gateway.edit(RunningGateway.RouteEdit.remove("pump.camel.yaml"));
        probe.publish(NumberedRelay.IN, "during");
        proxy.refuse(false);
        gateway.start();
        Waiting.until(() -> "the broker: " + gateway.log(), () -> gateway.health().isReady());

        // What the session had queued comes before the broker hears that nobody wants it.
        Waiting.until(
                () -> "what nobody wants: " + gateway.health().body(),
                () -> gateway.health().count("mqtt.unclaimed", proxy.url()) == 1);
        Waiting.until(
                () -> "the end of the subscription: " + brokerLog(),
                () ->
                        brokerLog()
                                .matches(
                                        "(?s).*Received UNSUBSCRIBE[^\n]*\n[^\n]*\tnumbers/in\n.*"));
        int sentBefore = logged("'numbers/in', ... ");
        probe.publish(NumberedRelay.IN, "after");
        assertThat(logged("'numbers/in', ... ") - sentBefore)
                .as("what the broker received and sent on: " + brokerLog())
                .isOne();
        assertThat(probe.textsOn(NumberedRelay.OUT)).isEmpty();
        assertThat(logged("as serai-pump")).isEqualTo(connectedBefore);
    }

    private static String brokerLog() {
        try {
            return Files.readString(folder.resolve("mosquitto.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int logged(String text) {
        return brokerLog().split(Pattern.quote(text), -1).length - 1;
    }
}
