package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttVersion;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.store.MemoryStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Answers of MQTT 5 brokers that none at hand gives.
class Mqtt5AnswersTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    /// CONNACK: no session, success, no properties.
    private static final String WELCOME = "2003000000";

    @Test
    void whatHasMoreQosThanTheBrokerTakesIsSentWithThatMuch() throws Exception {
        // CONNACK with maximum QoS 1 (0x24); PUBACK for identifier 1
        try (var broker =
                        new ScriptedBroker(
                                Map.of(
                                        ScriptedBroker.CONNECT,
                                        List.of("2005000002" + "2401"),
                                        ScriptedBroker.PUBLISH,
                                        List.of("40020001")));
                var house = house(broker).connected()) {
            CompletableFuture<Void> sent =
                    LinkContract.publish(house.link(), "a", "x", Qos.EXACTLY_ONCE);

            assertThat(sent).succeedsWithin(SOON);
            // PUBLISH at QoS 1, topic "a", identifier 1, no properties, payload "x"
            assertThat(broker.received).contains("32" + "000161" + "0001" + "00" + "78");
        }
    }

    @Test
    void aBrokerWithoutRetainedMessagesIsSentNone() throws Exception {
        // CONNACK with retain available 0 (0x25)
        try (var broker =
                        new ScriptedBroker(
                                Map.of(ScriptedBroker.CONNECT, List.of("2005000002" + "2500")));
                var house = house(broker).connected()) {
            assertThat(
                            house.link()
                                    .publish(House.message("a", "x", Qos.AT_LEAST_ONCE, true))
                                    .toCompletableFuture())
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("the broker keeps no retained messages");
            assertThat(broker.received).hasSize(1);
        }
    }

    @Test
    void theBrokersKeepAliveHoldsInsteadOfOurs() throws Exception {
        // CONNACK with server keep alive 2 s (0x13)
        try (var broker =
                        new ScriptedBroker(
                                Map.of(
                                        ScriptedBroker.CONNECT,
                                        List.of("2006000003" + "130002"),
                                        ScriptedBroker.PINGREQ,
                                        List.of("d000")));
                var house = house(broker).connected()) {
            await().atMost(SOON).until(() -> broker.received.contains("c0"));
            assertThat(house.count("mqtt.reconnects")).isZero();
        }
    }

    @Test
    void aRefusedSubscriptionIsCountedAndTheConnectionStays() throws Exception {
        // SUBACK for identifier 1 with 0x87
        try (var broker =
                        new ScriptedBroker(
                                Map.of(
                                        ScriptedBroker.CONNECT, List.of(WELCOME),
                                        ScriptedBroker.SUBSCRIBE, List.of("9004000100" + "87")));
                var house = house(broker)) {
            house.link().subscribe(TopicFilter.parse("a"), Qos.AT_LEAST_ONCE, _ -> {});
            house.connected();

            await().atMost(SOON).until(() -> house.count("mqtt.refused-subscriptions") == 1);
            assertThat(house.link().status()).isInstanceOf(LinkStatus.Connected.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2003008400, 'does not speak MQTT 5 (code 0x84); check mqtt.version'",
        "2003008500, 'client identifier not valid (code 0x85)'",
        "2003008600, 'user name or password wrong (code 0x86); check mqtt.username'",
        "2003008900, 'server busy (code 0x89)'",
        "200b009c08" + "1c00056f74686572" + ", 'use another server (code 0x9C); it names other'",
        "2009009706" + "1f00036e6f21" + ", 'quota exceeded (code 0x97): no!'",
    })
    void aRefusalIsToldInWords(String answer, String words) throws Exception {
        try (var broker =
                        new ScriptedBroker(
                                Map.of(
                                        ScriptedBroker.CONNECT,
                                        List.of(answer, ScriptedBroker.END)));
                var house = house(broker)) {
            house.link();
            house.links.start();

            awaitReason(house, words);
        }
    }

    @Test
    void aBrokerThatSpeaksOnlyTheOlderVersionIsSuspectedOfIt() throws Exception {
        // CONNACK of 3.1.1: unacceptable protocol version
        try (var broker =
                        new ScriptedBroker(
                                Map.of(
                                        ScriptedBroker.CONNECT,
                                        List.of("20020001", ScriptedBroker.END)));
                var house = house(broker)) {
            house.link();
            house.links.start();

            awaitReason(house, "perhaps it does not speak MQTT 5, see mqtt.version");
        }
    }

    @Test
    void aBrokerThatGoesDownBlamesNoMessage() throws Exception {
        // DISCONNECT: server shutting down, each time it is sent something
        try (var broker =
                        new ScriptedBroker(
                                Map.of(
                                        ScriptedBroker.CONNECT, List.of(WELCOME),
                                        ScriptedBroker.PUBLISH, List.of("e0028b00")));
                var house = house(broker).connected()) {
            CompletableFuture<Void> sent =
                    LinkContract.publish(house.link(), "a", "x", Qos.AT_LEAST_ONCE);

            // A message that is blamed is given up with the fourth connection.
            await().atMost(SOON).until(() -> broker.connections() >= 6);
            assertThat(sent)
                    .satisfiesAnyOf(
                            each -> assertThat(each).isNotDone(),
                            each -> assertThat(each).isCompleted());
            assertThat(house.count("mqtt.refused-publishes")).isZero();
            awaitReason(house, "server shutting down (code 0x8B)");
        }
    }

    @Test
    void connectAsksForWhatTheSettingsSay() throws Exception {
        try (var broker = new ScriptedBroker(Map.of(ScriptedBroker.CONNECT, List.of(WELCOME)));
                var house =
                        new House(
                                        TestConfig.at(broker.url())
                                                .clientId("me")
                                                .version(MqttVersion.V5)
                                                .username("you")
                                                .receiveMaximum(7)
                                                .build(),
                                        new MemoryStore())
                                .connected()) {
            String protocol = "0004" + hex("MQTT") + "05";
            String flags = "80"; // a user name without a password, and no clean start
            String keepAlive = "0014";
            String expiry = "11ffffffff";
            String receiveMaximum = "210007";
            String largest = "2701000000";
            String properties = "0d" + expiry + receiveMaximum + largest;

            assertThat(house.link().status()).isInstanceOf(LinkStatus.Connected.class);
            assertThat(broker.received.getFirst())
                    .startsWith("10" + protocol + flags + keepAlive + "0d")
                    .contains(expiry, receiveMaximum, largest)
                    .hasSameSizeAs(
                            "10"
                                    + protocol
                                    + flags
                                    + keepAlive
                                    + properties
                                    + "0002"
                                    + hex("me")
                                    + "0003"
                                    + hex("you"));
        }
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static House house(ScriptedBroker broker) {
        return new House(
                House.usual(broker.url(), "house").version(MqttVersion.V5).build(),
                new MemoryStore());
    }

    private static void awaitReason(House house, String words) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(house.link().status())
                                .isInstanceOfSatisfying(
                                        LinkStatus.Disconnected.class,
                                        away -> assertThat(away.reason()).contains(words)));
    }
}
