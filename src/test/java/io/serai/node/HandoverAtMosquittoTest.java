package io.serai.node;

import io.serai.testing.Mosquitto;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Inputs that change hands at a real Mosquitto.
class HandoverAtMosquittoTest extends HandoverContract {

    @TempDir static Path brokerFolder;
    private static Mosquitto broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = Mosquitto.started(brokerFolder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Override
    int brokerPort() {
        return broker.port();
    }

    /// Up to 2.0.12 it does not.
    @Override
    boolean keepsOrder() {
        return false;
    }
}
