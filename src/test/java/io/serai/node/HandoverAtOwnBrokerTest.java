package io.serai.node;

import io.serai.broker.Broker;
import io.serai.broker.config.BrokerConfig;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Inputs that change hands at the gateway's own broker.
class HandoverAtOwnBrokerTest extends HandoverContract {

    @TempDir static Path brokerFolder;
    private static SystemTimekeeper time;
    private static Broker broker;

    @BeforeAll
    static void startBroker() {
        time = new SystemTimekeeper();
        var config =
                new BrokerConfig(
                        true,
                        "127.0.0.1",
                        0,
                        0,
                        BrokerConfig.Persistence.MEMORY,
                        262_144,
                        100,
                        100_000,
                        1);
        broker = new Broker(config, brokerFolder, time, new Health(), new Counters());
        broker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
        time.close();
    }

    @Override
    int brokerPort() {
        return broker.port();
    }

    @Override
    boolean keepsOrder() {
        return true;
    }
}
