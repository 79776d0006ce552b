package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.Mosquitto;
import io.serai.testing.Programs;

import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A packaged gateway with the shipped routes, its broker inside or beside it, and the programs of the
/// house that a test adds.
final class House implements AutoCloseable {

    private final @Nullable Mosquitto mosquitto;
    private final RunningGateway gateway;
    private final List<AutoCloseable> guests = new CopyOnWriteArrayList<>();
    private int probes;

    private House(@Nullable Mosquitto mosquitto, RunningGateway gateway) {
        this.mosquitto = mosquitto;
        this.gateway = gateway;
    }

    /// Starts it in a folder of its own under `folder`.
    static House open(BrokerKind kind, Path folder, String... settings) {
        return open(kind, folder, new RunningGateway.RouteEdit[0], settings);
    }

    /// Starts it with some of the shipped route files edited.
    static House open(
            BrokerKind kind, Path folder, RunningGateway.RouteEdit[] edits, String... settings) {
        Path own = newFolder(folder, kind);
        if (kind == BrokerKind.EMBEDDED) {
            return new House(null, RunningGateway.start(own, edits, settings));
        }
        Mosquitto mosquitto = mosquitto(own);
        try {
            List<String> all = new ArrayList<>(List.of(settings));
            all.add("--broker.enabled=false");
            all.add("--mqtt.url=tcp://127.0.0.1:" + mosquitto.port());
            return new House(
                    mosquitto, RunningGateway.start(own, edits, all.toArray(String[]::new)));
        } catch (RuntimeException | Error e) {
            mosquitto.close();
            throw e;
        }
    }

    private static Mosquitto mosquitto(Path folder) {
        try {
            return Mosquitto.started(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newFolder(Path folder, BrokerKind kind) {
        try {
            return Files.createTempDirectory(folder, kind.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RunningGateway gateway() {
        return gateway;
    }

    /// The port of the broker, wherever it is.
    int mqttPort() {
        return mosquitto == null ? gateway.brokerPort() : mosquitto.port();
    }

    /// A client with a session of its own, closed by [#leave].
    MqttProbe probe() {
        return guest(MqttProbe.connect(mqttPort(), "probe-" + ++probes));
    }

    /// A client with an id that others know.
    MqttProbe probe(String id) {
        return guest(MqttProbe.connect(mqttPort(), id));
    }

    MqttProbe probe(String id, MqttConnectOptions options) {
        return guest(MqttProbe.connect(mqttPort(), id, options));
    }

    /// A client that connects as soon as the broker lets it, while the gateway is starting.
    MqttProbe firstProbe() {
        return guest(MqttProbe.connectSoon(mqttPort(), "probe-" + ++probes));
    }

    /// A client with a durable session that keeps what it publishes while the broker is away.
    MqttProbe patientProbe() {
        return guest(MqttProbe.connectPatiently(mqttPort(), "probe-" + ++probes));
    }

    /// Publishes with the command line tool.
    void mosquittoPub(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Programs.require("mosquitto_pub").toString());
        command.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(mqttPort())));
        command.addAll(List.of(arguments));
        assertThat(Finished.run(command).exitCode()).as("exit code of %s", command).isZero();
    }

    Program python(String script, String... arguments) {
        List<String> all = new ArrayList<>(List.of("127.0.0.1", Integer.toString(mqttPort())));
        all.addAll(List.of(arguments));
        return guest(Program.python(script, all));
    }

    <T extends AutoCloseable> T guest(T guest) {
        guests.add(guest);
        return guest;
    }

    /// Stops the broker and starts it again; with the broker inside that is the whole gateway.
    void restartBroker() {
        if (mosquitto == null) {
            gateway.stop();
            gateway.start();
        } else {
            mosquitto.stop();
            try {
                mosquitto.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Closes the clients and programs that a test has added.
    void leave() {
        try {
            for (AutoCloseable guest : guests.reversed()) {
                guests.remove(guest);
                guest.close();
            }
        } catch (Exception e) {
            throw new AssertionError("a client cannot be closed", e);
        }
    }

    @Override
    public void close() {
        try {
            leave();
        } finally {
            try {
                gateway.close();
            } finally {
                if (mosquitto != null) {
                    mosquitto.close();
                }
            }
        }
    }
}
