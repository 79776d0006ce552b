package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

import java.nio.file.Path;
import java.util.List;

/// Junk on every topic that a shipped flow reads: nothing stops, each bad message is told once and
/// counted, and the next good one works.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class JunkIT {

    /// A topic, its flow, and a good message with what comes of it.
    record Target(String flow, String topic, String good, String answerTopic, String answer) {

        @Override
        public String toString() {
            return topic;
        }
    }

    static final List<Target> TARGETS =
            List.of(
                    new Target(
                            "nightlight",
                            "junk/telemetry",
                            "{\"light\": 1}",
                            "junk/commands",
                            "{\"led_on\": true}"),
                    new Target("led", "led", "{\"level\": 64}", "serai/devices/led/state", "64"),
                    new Target(
                            "chat",
                            "chat",
                            "{\"user\": \"ann\", \"say\": \"hi\"}",
                            "chat",
                            "{\"user\": \"ann\", \"say\": \"hi\"}"),
                    new Target(
                            "counter", "topic1", "{\"Count\": 123456}", "serai/counter", "123456"),
                    new Target(
                            "lamp",
                            "home/office/lamp",
                            "on",
                            "serai/devices/office-lamp/state",
                            "on"),
                    new Target("tank", "tank/level", "12", "pump/command", "on"),
                    new Target("pump", "pump/command", "on", "pump/status", "on"),
                    new Target(
                            "panel",
                            "serai/devices/office-humidity/set",
                            "61",
                            "serai/devices/office-humidity/state",
                            "61"));

    private static final Target COMMANDS =
            new Target(
                    "nightlight",
                    "home/commands",
                    "{\"led_on\": true}",
                    "serai/devices/nightlight-led/state",
                    "on");

    @TempDir private static Path folder;
    private static House house;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        // Its own sensor would command the LED every 5 seconds, between the stranger's messages.
        house =
                House.open(
                        broker,
                        folder,
                        new RunningGateway.RouteEdit[] {
                            RunningGateway.RouteEdit.shipped("Led.java"),
                            RunningGateway.RouteEdit.replace(
                                    "nightlight.camel.yaml", "period: 5s", "period: 1h")
                        });
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    @ParameterizedTest
    @FieldSource("TARGETS")
    void eachBadMessageIsToldOnceAndTheNextGoodOneWorks(Target target) {
        throwAt(target, List.of(Junk.values()));
    }

    /// With the junk on the flow's other topic no more than the 200 that a flow tells of one by one.
    @Test
    void eachBadCommandIsToldOnceAndTheNextGoodOneWorks() {
        MqttProbe owner = house.probe().subscribe(COMMANDS.answerTopic());
        // Only a change is told, whatever the LED was before.
        owner.publish(COMMANDS.topic(), "{\"led_on\": true}");
        owner.publish(COMMANDS.topic(), "{\"led_on\": false}");
        owner.awaitTexts(
                COMMANDS.answerTopic(), all -> !all.isEmpty() && all.getLast().equals("off"));
        throwAt(
                COMMANDS,
                List.of(
                        Junk.EMPTY,
                        Junk.TEXT,
                        Junk.NULL,
                        Junk.ARRAY,
                        Junk.BINARY,
                        Junk.DEEP,
                        Junk.LONG));
    }

    private void throwAt(Target target, List<Junk> junk) {
        MqttProbe stranger = house.probe();
        String told = "a message on " + target.topic() + " was not processed: ";
        int toldBefore = house.gateway().logged(told);
        long countedBefore = house.gateway().health().count("flow.failures", target.flow());

        for (Junk each : junk) {
            stranger.publish(target.topic(), each.payload(), 1, false);
        }
        // The answer alone proves nothing: it may stand there retained from before the junk.
        Waiting.until(
                () -> junk.size() + " lines \"" + told + "\" in the log",
                () -> house.gateway().logged(told) - toldBefore >= junk.size());
        stranger.subscribe(target.answerTopic());
        stranger.publish(target.topic(), target.good());

        stranger.awaitTexts(target.answerTopic(), all -> all.contains(target.answer()));
        assertThat(house.gateway().logged(told) - toldBefore)
                .as("lines of the log on the %s broker", broker)
                .isEqualTo(junk.size());
        assertThat(house.gateway().health().count("flow.failures", target.flow()) - countedBefore)
                .isEqualTo(junk.size());
        assertThat(house.gateway().health().isReady()).isTrue();
    }

    @Test
    void anyTextMayBeSaidAndAnyStatusReported() {
        MqttProbe stranger = house.probe();

        for (Junk junk : Junk.values()) {
            stranger.publish("serai/say", junk.payload(), 1, false);
            stranger.publish("pump/status", junk.payload(), 1, false);
        }
        stranger.subscribe("chat");
        stranger.publish("serai/say", "still here");

        stranger.awaitTexts(
                "chat", all -> all.contains("{\"user\":\"serai\",\"say\":\"still here\"}"));
        assertThat(house.gateway().health().isReady()).isTrue();
    }

    @Test
    void whatCouldNotBeProcessedIsOnRecord() {
        MqttProbe stranger = house.probe();
        String told = "a message on tank/level was not processed";
        int before = house.gateway().logged(told);
        stranger.publish("tank/level", "\u001b[31m half full");
        Waiting.until(() -> told, () -> house.gateway().logged(told) > before);

        Finished record =
                Finished.run(
                        List.of(
                                RunningGateway.home().resolve("bin/serai").toString(),
                                "failed",
                                "-n",
                                "1",
                                "--data.dir=" + house.gateway().data()));

        assertThat(record.exitCode()).isZero();
        assertThat(record.out()).hasSize(4).last().isEqualTo("1 failed messages.");
        assertThat(String.join(" ", record.out()))
                .contains("tank.camel.yaml:")
                .contains("tank/level (QoS 1)")
                .contains("?[31m half full");
    }

    @Test
    void logStaysReadable() {
        MqttProbe stranger = house.probe().subscribe("x/commands");

        stranger.publish("x/telemetry", "\u001b[31mred\r\nERROR forged line");
        stranger.publish("x/telemetry", "{\"light\": 1}");

        stranger.await("x/commands", 1);
        assertThat(house.gateway().log()).doesNotContain("\u001b").doesNotContain("\r");
        assertThat(house.gateway().log().lines())
                .noneMatch(line -> line.startsWith("ERROR forged"));
        assertThat(house.gateway().log().lines()).allMatch(line -> line.length() < 1000);
    }
}
