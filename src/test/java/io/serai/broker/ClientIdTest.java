package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdTest {

    @RegisterExtension static final RunningBroker BROKER = new RunningBroker();

    @Test
    void secondClientWithTheSameIdTakesOver() {
        TestClient first = BROKER.client("twin", true);

        TestClient second = BROKER.client("twin", true);

        assertThat(first.isThrownOut(10)).isTrue();
        assertThat(second.untilNow()).isEmpty();
    }

    @Test
    void emptyIdIsTakenWhenClean() {
        assertThat(BROKER.raw().connect(4, "", true, 60).returnCode()).isZero();
    }

    @Test
    void emptyIdIsRefusedWhenASessionIsWanted() {
        RawClient client = BROKER.raw();

        // [MQTT-3.1.3-8] return code 2, identifier rejected.
        assertThat(client.connect(4, "", false, 60).returnCode()).isEqualTo(2);
        client.awaitEnd();
    }

    @Test
    void idOf76CharactersIsTaken() {
        assertThat(BROKER.raw().connect(4, "x".repeat(76), true, 60).returnCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void everyProtocolVersionIsSpoken(int level) {
        RawClient client = BROKER.raw();

        RawClient.Packet answer = client.connect(level, "level-" + level, true, 60);

        assertThat(answer.type()).isEqualTo(RawClient.CONNACK);
        assertThat(answer.returnCode()).isZero();
    }
}
