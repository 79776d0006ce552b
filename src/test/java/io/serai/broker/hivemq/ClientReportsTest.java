package io.serai.broker.hivemq;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broker.RunningBroker;
import io.serai.broker.TestClient;
import io.serai.broker.hivemq.ClientReport.Subscription;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.Optional;

class ClientReportsTest {

    @RegisterExtension static final RunningBroker BROKER = new RunningBroker();

    private static Optional<ClientReport> report(String id) {
        return BROKER.broker().clients().stream().filter(each -> each.id().equals(id)).findFirst();
    }

    @Test
    void aConnectedClientIsShownWithWhereItIsAndWhatItAskedFor() {
        TestClient client = BROKER.client("panel", true);
        client.subscribe("b/#", 1);
        client.subscribe("a", 2);

        ClientReport panel = report("panel").orElseThrow();

        assertThat(panel.connected()).isTrue();
        assertThat(panel.address()).contains("127.0.0.1");
        assertThat(panel.session()).isZero();
        assertThat(panel.subscriptions())
                .containsExactly(new Subscription("a", 2), new Subscription("b/#", 1));
        client.close();
    }

    @Test
    void aSessionThatWasLeftIsShownWithWhatWaitsForIt() {
        TestClient client = BROKER.client("sleeper", false);
        client.subscribe("night", 1);
        client.close();
        BROKER.publisher().publish("night", "1", 1, false);
        BROKER.publisher().publish("night", "2", 1, false);

        ClientReport sleeper = report("sleeper").orElseThrow();

        assertThat(sleeper.connected()).isFalse();
        assertThat(sleeper.address()).isEmpty();
        assertThat(sleeper.session()).isGreaterThan(Duration.ofDays(1));
        assertThat(sleeper.queued()).isEqualTo(2);
        assertThat(report("nobody")).isEmpty();
    }
}
