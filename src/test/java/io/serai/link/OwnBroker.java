package io.serai.link;

import io.serai.broker.Broker;
import io.serai.broker.config.BrokerConfig;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.nio.file.Path;

/// The gateway's own broker on free ports, for the tests of one class.
public final class OwnBroker implements BeforeAllCallback, AfterAllCallback {

    private final SystemTimekeeper time = new SystemTimekeeper();
    private final Broker broker =
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
                    Path.of("target"),
                    time,
                    new Health(),
                    new Counters());

    @Override
    public void beforeAll(ExtensionContext context) {
        broker.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        broker.close();
        time.close();
    }

    public int port() {
        return broker.port();
    }

    public int websocketPort() {
        return broker.websocketPort();
    }
}
