package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broker.TestClient.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

class WillTest {

    @RegisterExtension static final RunningBroker BROKER = new RunningBroker();

    @Test
    void droppedConnectionSendsTheWill() throws IOException {
        TestClient watcher = BROKER.client();
        watcher.subscribe("dropped", 1);
        RawClient pump = BROKER.raw();
        pump.connect(4, "dropped-pump", true, 60, "dropped", "offline");

        pump.close();

        assertThat(watcher.next()).isEqualTo(new Received("dropped", "offline", 1, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void silenceBeyondOneAndAHalfKeepAlivesSendsTheWill(int level) {
        TestClient watcher = BROKER.client();
        watcher.subscribe("silent", 1);
        RawClient pump = BROKER.raw();
        pump.connect(level, "silent-pump", true, 1, "silent", "offline");

        pump.awaitEnd();

        assertThat(watcher.next().payload()).isEqualTo("offline");
    }

    @Test
    void disconnectWithdrawsTheWill() {
        TestClient watcher = BROKER.client();
        watcher.subscribe("polite", 1);
        TestClient pump = withWill("polite-pump", "polite", false);

        pump.close();

        assertThat(watcher.untilNow()).isEmpty();
    }

    @Test
    void retainedWillReachesLateSubscribers() {
        TestClient watcher = BROKER.client();
        watcher.subscribe("availability", 1);
        withWill("retained-pump", "availability", true).die();
        assertThat(watcher.next().payload()).isEqualTo("offline");

        TestClient late = BROKER.client();
        late.subscribe("availability", 1);

        assertThat(late.next()).isEqualTo(new Received("availability", "offline", 1, true));
    }

    @Test
    void takeOverBySameIdSendsTheOldWill() {
        TestClient watcher = BROKER.client();
        watcher.subscribe("taken", 1);
        withWill("taken-pump", "taken", false);

        BROKER.client("taken-pump", true);

        assertThat(watcher.next().payload()).isEqualTo("offline");
    }

    private static TestClient withWill(String id, String topic, boolean retained) {
        return BROKER.opened(
                TestClient.connect(
                        BROKER.url(),
                        id,
                        true,
                        options ->
                                options.setWill(
                                        topic,
                                        "offline".getBytes(StandardCharsets.UTF_8),
                                        1,
                                        retained)));
    }
}
