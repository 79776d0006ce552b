package io.serai.link.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.config.ConfigReader;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttVersion;
import io.serai.store.MemoryStore;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a subscription for a connection comes to.
class SessionSettingsReaderTest {

    private final MemoryStore store = new MemoryStore();

    @Test
    void aNamedBrokerBringsItsSettings() {
        SessionSettingsReader specs =
                specs(
                        "url=tcp://home",
                        "client-id=gateway",
                        "username=owner",
                        "brokers.office.url=wss://office",
                        "brokers.office.username=visitor",
                        "brokers.office.version=5");

        SessionSettings office = specs.of(ConnectionSpec.to("#office"));

        assertThat(office.address()).hasToString("wss://office:443/mqtt");
        assertThat(office.login().username()).contains("visitor");
        assertThat(office.session().version()).isEqualTo(MqttVersion.V5);
        assertThat(office.settings()).contains("mqtt.brokers.office.");
        assertThat(office.will()).isEmpty();
        assertThat(office.clientId()).startsWith("gateway-");
        assertThat(specs.of(ConnectionSpec.SHARED).clientId()).isEqualTo("gateway");
    }

    @Test
    void itsClientIdIsForThoseWhoAskForNothingElse() {
        SessionSettingsReader specs =
                specs(
                        "url=tcp://home",
                        "brokers.office.url=tcp://office",
                        "brokers.office.client-id=at-office");

        assertThat(specs.of(ConnectionSpec.to("#office")).clientId()).isEqualTo("at-office");
        assertThat(specs.of(login("#office", "visitor", "x")).clientId())
                .startsWith("serai-")
                .isNotEqualTo(specs.of(ConnectionSpec.SHARED).clientId());
    }

    @Test
    void anUnknownNameIsToldWithTheNearOne() {
        SessionSettingsReader specs =
                specs(
                        "url=tcp://home",
                        "brokers.office.url=tcp://office",
                        "brokers.garden.url=tcp://garden");

        assertThatThrownBy(() -> specs.of(ConnectionSpec.to("#ofice")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "no broker \"ofice\"",
                        "there are garden, office",
                        "mqtt.brokers.ofice.url",
                        "Did you mean \"office\"?");
        assertThatThrownBy(() -> specs("url=tcp://home").of(ConnectionSpec.to("#office")))
                .hasMessageContainingAll("no broker \"office\"", "there is none")
                .hasMessageNotContaining("Did you mean");
    }

    @Test
    void settingsThatDifferInThePasswordOnlyAreTwoClientsAndDoNotShowIt() {
        SessionSettingsReader specs = specs("url=tcp://home");

        List<String> ids =
                Stream.of("one", "two", "one")
                        .map(password -> specs.of(login("tcp://other", "me", password)).clientId())
                        .toList();

        assertThat(ids.get(0)).isNotEqualTo(ids.get(1)).isEqualTo(ids.get(2));
        // The identifier is public: without the gateway's secret nobody can try passwords on it.
        String atAnotherGateway =
                new SessionSettingsReader(
                                config("url=tcp://home"), new MemoryStore(), Instant.EPOCH)
                        .of(login("tcp://other", "me", "one"))
                        .clientId();
        assertThat(mark(atAnotherGateway)).isNotEqualTo(mark(ids.get(0)));
    }

    @Test
    void clientIdsAreTheSameInTheNextRun() {
        ConnectionSpec subscription = login("tcp://other", "me", "one");

        assertThat(specs("url=tcp://home").of(subscription).clientId())
                .isEqualTo(specs("url=tcp://home").of(subscription).clientId());
    }

    private static String mark(String clientId) {
        return clientId.substring(clientId.lastIndexOf('-'));
    }

    private static ConnectionSpec login(String broker, String user, String password) {
        return new ConnectionSpec(
                Optional.of(broker),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of(user),
                Optional.of(password),
                Optional.empty(),
                Optional.empty());
    }

    private SessionSettingsReader specs(String... settings) {
        return new SessionSettingsReader(config(settings), store, Instant.EPOCH);
    }

    private static LinkConfig config(String... settings) {
        List<String> arguments = Stream.of(settings).map(each -> "--mqtt." + each).toList();
        var reader = new ConfigReader(Path.of(""), List.of(), Map.of(), arguments);
        LinkConfig config = LinkConfig.read(reader);
        reader.finish();
        return config;
    }
}
