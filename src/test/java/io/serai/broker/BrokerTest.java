package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.broker.config.BrokerConfig;
import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.broker.config.BrokerException;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.observe.Health.PartHealth;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

class BrokerTest {

    @RegisterExtension static final RunningBroker BROKER = new RunningBroker();

    @TempDir private Path data;

    private Broker broker(BrokerConfig config, Health health) {
        return new Broker(config, data, RunningBroker.TIME, health, new Counters());
    }

    @Test
    void portsAreTheRealOnesAndHealthSaysSo() {
        int port = BROKER.broker().port();
        int websocketPort = BROKER.broker().websocketPort();

        assertThat(port).isPositive().isNotEqualTo(websocketPort);
        assertThat(websocketPort).isPositive();
        assertThat(BROKER.health().parts())
                .containsEntry(
                        "broker",
                        new PartHealth(
                                true,
                                "mqtt://127.0.0.1:%d and ws://127.0.0.1:%d/mqtt, persistence memory"
                                        .formatted(port, websocketPort)));
    }

    @Test
    void itIsReachedFromHereByTheAddressItListensOn() {
        BrokerConfig any = RunningBroker.onFreePorts(Persistence.MEMORY);
        for (String host : new String[] {"127.0.0.2", "0.0.0.0"}) {
            var config =
                    new BrokerConfig(
                            true,
                            host,
                            0,
                            0,
                            Persistence.MEMORY,
                            any.maxPacketSize(),
                            any.maxConnections(),
                            any.maxQueued(),
                            1);
            try (Broker broker = broker(config, new Health())) {
                broker.start();

                String reached = host.equals("0.0.0.0") ? "127.0.0.1" : host;
                assertThat(broker.localUrl()).isEqualTo("tcp://" + reached + ":" + broker.port());
            }
        }
    }

    @Test
    void bothUsedPortsAreToldAtOnce() {
        int port = BROKER.broker().port();
        int websocketPort = BROKER.broker().websocketPort();
        var health = new Health();

        try (Broker second =
                broker(RunningBroker.onPorts(port, websocketPort, Persistence.FILE), health)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(BrokerException.class)
                    .hasMessage(
                            """
                            broker.port = %d is already in use. Stop the other broker or set broker.port (0 picks a free one).
                            broker.websocket-port = %d is already in use. Stop the other broker or set broker.websocket-port (0 picks a free one).\
                            """
                                    .formatted(port, websocketPort));
            assertThat(health.isReady()).isFalse();
        }

        assertThat(data).isEmptyDirectory();
    }

    @Test
    void failedStartLeavesItsOtherPortFree() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (Broker second =
                broker(
                        RunningBroker.onPorts(
                                free, BROKER.broker().websocketPort(), Persistence.MEMORY),
                        new Health())) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(BrokerException.class)
                    .hasMessageStartingWith("broker.websocket-port = ");
        }

        try (Broker third =
                broker(RunningBroker.onPorts(free, 0, Persistence.MEMORY), new Health())) {
            third.start();
            assertThat(third.port()).isEqualTo(free);
        }
    }

    @Test
    void closedPortMayBeUsedAgainAtOnce() {
        int port;
        try (Broker first = broker(RunningBroker.onFreePorts(Persistence.MEMORY), new Health())) {
            first.start();
            port = first.port();
            RawClient.open(port).connect(4, "left-behind", true, 60);
        }

        try (Broker second =
                broker(RunningBroker.onPorts(port, 0, Persistence.MEMORY), new Health())) {
            second.start();
            assertThat(second.port()).isEqualTo(port);
        }
    }

    @Test
    void foreignHostIsNamed() {
        var config =
                new BrokerConfig(true, "192.0.2.1", 0, 0, Persistence.MEMORY, 262_144, 10, 1000, 1);

        try (Broker broker = broker(config, new Health())) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(BrokerException.class)
                    .hasMessageStartingWith(
                            "broker.host = 192.0.2.1 is no address of this machine.");
        }
    }

    @Test
    void closeDisconnectsClientsQuicklyAndMayBeRepeated() {
        var health = new Health();
        Broker broker = broker(RunningBroker.onFreePorts(Persistence.FILE), health);
        broker.start();
        RawClient client = BROKER.opened(RawClient.open(broker.port()));
        client.connect(4, "to-be-closed", true, 60);

        broker.close();

        client.awaitEnd();
        assertThat(health.parts()).containsEntry("broker", new PartHealth(false, "stopped"));
        broker.close();
        assertThatThrownBy(broker::port).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void connectionsAboveTheLimitAreRefused() {
        var config =
                new BrokerConfig(true, "127.0.0.1", 0, 0, Persistence.MEMORY, 262_144, 2, 1000, 1);
        try (Broker broker = broker(config, new Health())) {
            broker.start();
            for (String id : List.of("one", "two")) {
                assertThat(
                                BROKER.opened(RawClient.open(broker.port()))
                                        .connect(4, id, true, 60)
                                        .returnCode())
                        .isZero();
            }

            RawClient third = BROKER.opened(RawClient.open(broker.port()));
            assertThat(third.connect(4, "three", true, 60).returnCode()).isNotZero();
            third.awaitEnd();
        }
    }

    @Test
    void processWideExceptionHandlerIsLeftAlone() {
        // Awaitility sets one of its own while it waits in a test beside this one.
        assertThat(String.valueOf(Thread.getDefaultUncaughtExceptionHandler()))
                .doesNotContain("hivemq");
    }

    @Test
    void fullQueueDropsWhatComesNextAndCountsIt() {
        var config =
                new BrokerConfig(true, "127.0.0.1", 0, 0, Persistence.MEMORY, 262_144, 10, 100, 1);
        try (Broker broker = broker(config, new Health())) {
            broker.start();
            String url = "tcp://127.0.0.1:" + broker.port();
            TestClient away = TestClient.connect(url, "away", false);
            away.subscribe("queue", 1);
            away.close();
            try (TestClient publisher = TestClient.connect(url, "publisher", true)) {
                for (int i = 0; i < 130; i++) {
                    publisher.publish("queue", String.valueOf(i), 1, false);
                }
            }

            assertThat(broker.dropped()).isEqualTo(30);
            try (TestClient back = TestClient.connect(url, "away", false)) {
                assertThat(back.untilNow())
                        .hasSize(100)
                        .last()
                        .extracting(TestClient.Received::payload)
                        .isEqualTo("99");
            }
        }
    }
}
