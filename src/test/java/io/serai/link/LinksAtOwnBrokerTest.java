package io.serai.link;

import io.serai.broker.Broker;
import io.serai.broker.BrokerConfig;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Links at the gateway's own broker.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinksAtOwnBrokerTest extends LinkContract {

    private final SystemTimekeeper time = new SystemTimekeeper();
    private Broker broker;

    @BeforeAll
    void startBroker(@TempDir Path folder) {
        broker =
                new Broker(
                        new BrokerConfig(
                                true,
                                "127.0.0.1",
                                0,
                                0,
                                BrokerConfig.Persistence.MEMORY,
                                262_144,
                                500,
                                20_000,
                                1),
                        folder,
                        time,
                        new Health(),
                        new Counters());
        broker.start();
    }

    @AfterAll
    void stopBroker() {
        broker.close();
        time.close();
    }

    @Override
    int brokerPort() {
        return broker.port();
    }
}
