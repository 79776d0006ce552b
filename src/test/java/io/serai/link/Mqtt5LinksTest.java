package io.serai.link;

import io.serai.mqtt.MqttVersion;
import io.serai.testing.Mosquitto;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// The same promises with MQTT 5 at a real Mosquitto.
class Mqtt5LinksTest extends LinkContract {

    @TempDir Path folder;
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = Mosquitto.started(folder);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Override
    MqttVersion version() {
        return MqttVersion.V5;
    }

    @Override
    int brokerPort() {
        return broker.port();
    }
}
