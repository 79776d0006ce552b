package io.serai.node.state;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.serai.mqtt.MqttLink.Delivery;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.node.input.InputConfig;
import io.serai.node.input.InputQueue;
import io.serai.node.input.MqttInput;
import io.serai.node.input.MqttInputs;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.rule.Threshold.State;
import io.serai.store.sqlite.SqliteStore;
import io.serai.time.VirtualTimekeeper;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What a node changes and the end of the message that is the cause.
class NodeTransactionTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final NodeStates.Node NODE = new NodeStates.Node("tank", "fill");

    @TempDir private Path folder;
    private final VirtualTimekeeper time = new VirtualTimekeeper(Instant.EPOCH);
    private final Counters counters = new Counters();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> acknowledged = new CopyOnWriteArrayList<>();
    private final CountDownLatch decided = new CountDownLatch(1);
    private final Semaphore goOn = new Semaphore(0);
    private SqliteStore store;
    private NodeStates states;
    private KeyedStates fill;
    private MqttInputs inputs;
    private MqttInput input;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder.resolve("serai.db"), time, 100);
        states = new NodeStates(store, counters);
        fill = states.open(NODE);
        inputs =
                new MqttInputs(
                        store, store.failed(), InputConfig.DEFAULT, time, counters, new Health());
        input = attach();
    }

    private MqttInput attach() {
        return inputs.open(
                "tank",
                "level",
                Optional.empty(),
                new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        try {
                            work(exchange);
                        } catch (Exception e) {
                            exchange.setException(e);
                        }
                        callback.done(true);
                        return true;
                    }
                },
                new MqttInput.Exchanges() {
                    @Override
                    public Exchange of(MqttMessage message) {
                        var exchange = new DefaultExchange(context);
                        exchange.getIn().setBody(new String(message.payload(), UTF_8));
                        return exchange;
                    }

                    @Override
                    public void release(Exchange exchange) {
                        // Not pooled.
                    }
                });
    }

    @AfterEach
    void close() {
        goOn.release(100);
        input.close(Duration.ofSeconds(5));
        store.close();
        context.stop();
    }

    /// `on` and `off` change the state, `bad` changes it and fails, anything else does nothing.
    private void work(Exchange exchange) throws InterruptedException {
        String text = exchange.getIn().getBody(String.class);
        State next =
                switch (text) {
                    case "on", "bad" -> State.ON;
                    case "off" -> State.OFF;
                    default -> null;
                };
        if (next != null) {
            fill.decide("", _ -> next, () -> states.transactions().of(exchange));
        }
        decided.countDown();
        goOn.acquire();
        if (text.equals("bad")) {
            throw new IllegalStateException("no such lamp");
        }
    }

    private void take(String text) {
        var message = MqttMessage.of("t", text.getBytes(UTF_8), Qos.AT_LEAST_ONCE, false);
        input.take(
                new Delivery() {
                    @Override
                    public MqttMessage message() {
                        return message;
                    }

                    @Override
                    public void acknowledge() {
                        acknowledged.add(text + " with " + onDisk());
                    }
                });
    }

    /// As another process sees it.
    private String onDisk() {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("serai.db"));
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT (SELECT COALESCE(MAX(value), 'nothing') FROM state),"
                                        + " (SELECT COUNT(*) FROM waiting), (SELECT COUNT(*) FROM failed)")) {
            return "%s, %d waiting, %d failed"
                    .formatted(row.getString(1), row.getInt(2), row.getInt(3));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static NodeTransaction none() {
        throw new AssertionError("nothing has changed");
    }

    private void awaitAcknowledged(String... wanted) {
        Awaitility.await().atMost(LIMIT).until(() -> acknowledged.equals(List.of(wanted)));
    }

    @Test
    void aStateIsKeptBeforeItsMessageIsAcknowledgedAndNotBeforeItHasEnded() throws Exception {
        take("on");
        assertThat(decided.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(onDisk()).isEqualTo("nothing, 0 waiting, 0 failed");

        goOn.release();

        awaitAcknowledged("on with \"ON\", 0 waiting, 0 failed");
    }

    @Test
    void aMessageOnDiskGoesInTheSameCommit() throws Exception {
        take("on");
        time.advance(InputQueue.LAG);
        awaitAcknowledged("on with nothing, 1 waiting, 0 failed");

        goOn.release();

        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    String now = onDisk();
                    assertThat(now)
                            .isIn("nothing, 1 waiting, 0 failed", "\"ON\", 0 waiting, 0 failed");
                    return now.startsWith("\"ON\"");
                });
    }

    @Test
    void aFailureIsOnRecordInTheSameCommit() {
        goOn.release();
        take("bad");

        awaitAcknowledged("bad with \"ON\", 0 waiting, 1 failed");
    }

    @Test
    void aMessageThatIsBegunAgainFindsWhatItFound() throws Exception {
        take("on");
        assertThat(decided.await(10, TimeUnit.SECONDS)).isTrue();

        inputs.suspend("tank");
        assertThat(inputs.awaitQuiet("tank", Duration.ofMillis(100))).isFalse();

        assertThat(fill.decide("", before -> before, NodeTransactionTest::none).after())
                .isEqualTo(State.UNKNOWN);
        goOn.release(2);
        input = attach();
        awaitAcknowledged("on with \"ON\", 0 waiting, 0 failed");
    }

    @Test
    void aMessageThatChangesNothingTouchesNoDisk() {
        goOn.release(3);
        long before = folder.resolve("serai.db-wal").toFile().length();

        take("nothing");
        take("on");
        take("nothing");

        Awaitility.await().atMost(LIMIT).until(() -> acknowledged.size() == 3);
        long once = folder.resolve("serai.db-wal").toFile().length();
        assertThat(once).isGreaterThan(before);
        goOn.release(50);
        for (int i = 0; i < 50; i++) {
            take("on"); // it is on already
        }
        Awaitility.await().atMost(LIMIT).until(() -> acknowledged.size() == 53);
        assertThat(folder.resolve("serai.db-wal").toFile().length()).isEqualTo(once);
    }

    @Test
    void aDiskThatRefusesDoesNotStopTheHouseAndGetsTheStateLater() throws Exception {
        try (Connection other =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("serai.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            goOn.release(2);
            take("on");
            take("off");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> acknowledged.size() == 2);
            assertThat(counters.count("state.not-kept", "states")).isPositive();
            statement.execute("ROLLBACK");
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> onDisk().equals("\"OFF\", 0 waiting, 0 failed"));
    }
}
