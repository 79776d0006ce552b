package io.serai.broker;

import io.serai.broker.config.BrokerConfig;
import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.SystemTimekeeper;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/// A broker on free ports for the tests of one class, and the clients of each test.
public final class RunningBroker implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    /// Never closed: it ends with the tests' JVM.
    public static final SystemTimekeeper TIME = new SystemTimekeeper();

    private final Health health = new Health();
    private final Broker broker =
            new Broker(
                    onFreePorts(Persistence.MEMORY),
                    Path.of("target"),
                    TIME,
                    health,
                    new Counters());
    private final Deque<AutoCloseable> clients = new ArrayDeque<>();
    private @Nullable TestClient publisher;

    public static BrokerConfig onFreePorts(Persistence persistence) {
        return onPorts(0, 0, persistence);
    }

    public static BrokerConfig onPorts(int port, int websocketPort, Persistence persistence) {
        return new BrokerConfig(
                true, "127.0.0.1", port, websocketPort, persistence, 262_144, 500, 20_000, 1);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        broker.start();
    }

    /// A client that forgets everything when it goes.
    TestClient client() {
        return client("client-" + UUID.randomUUID(), true);
    }

    public TestClient client(String id, boolean clean) {
        return opened(TestClient.connect(url(), id, clean));
    }

    /// One client all tests of the class publish with.
    public TestClient publisher() {
        TestClient current = publisher;
        if (current == null) {
            current = TestClient.connect(url(), "publisher-" + UUID.randomUUID(), true);
            publisher = current;
        }
        return current;
    }

    TestClient websocketClient() {
        return opened(TestClient.connect(websocketUrl(), "page-" + UUID.randomUUID(), true));
    }

    RawClient raw() {
        return opened(RawClient.open(broker.port()));
    }

    <T extends AutoCloseable> T opened(T client) {
        clients.push(client);
        return client;
    }

    String url() {
        return "tcp://127.0.0.1:" + broker.port();
    }

    String websocketUrl() {
        return "ws://127.0.0.1:" + broker.websocketPort() + "/mqtt";
    }

    public Broker broker() {
        return broker;
    }

    Health health() {
        return health;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!clients.isEmpty()) {
            clients.pop().close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (publisher != null) {
            publisher.close();
        }
        broker.close();
    }
}
