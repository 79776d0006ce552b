package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.serai.acceptance.MqttProbe.Received;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// The nightlight of the lessons, with the gateway as its server, as its device and as both.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class NightlightIT {

    private static final String ON = "{\"led_on\": true}";
    private static final String OFF = "{\"led_on\": false}";

    @TempDir private static Path folder;
    private static CounterFitStandIn counterFit;
    private static House house;

    /// How often the gateway was started on this app.
    private static int starts;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        counterFit = CounterFitStandIn.start();
        counterFit.showLight(143);
        starts = 1;
        house =
                House.open(
                        broker,
                        folder,
                        "--device.provider=counterfit",
                        "--device.counterfit-url=" + counterFit.url());
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
        counterFit.close();
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    @Test
    void lightBelow300SwitchesOnAndFrom300Off() {
        MqttProbe device = house.probe().subscribe("bed/commands");

        for (String light : List.of("0", "299", "299.5", "300", "301", "1023")) {
            device.publish("bed/telemetry", "{\"light\": " + light + "}", 0, false);
        }

        assertThat(device.await("bed/commands", 6))
                .extracting(Received::text, Received::qos, Received::retained)
                .containsExactly(
                        tuple(ON, 0, false),
                        tuple(ON, 0, false),
                        tuple(ON, 0, false),
                        tuple(OFF, 0, false),
                        tuple(OFF, 0, false),
                        tuple(OFF, 0, false));
    }

    @Test
    void spacingAndMoreMembersDoNotMatter() {
        MqttProbe device = house.probe().subscribe("hall/commands");

        device.publish("hall/telemetry", "{\"light\":123}");
        device.publish("hall/telemetry", " {\n \"light\" :\t 500 , \"battery\": {\"v\": 3.1} } ");
        device.publish("hall/telemetry", "{\"name\": \"ä\", \"light\": 1e2, \"more\": [1, null]}");

        device.await("hall/commands", 3);
        assertThat(device.textsOn("hall/commands")).containsExactly(ON, OFF, ON);
    }

    @Test
    void junkIsNotAnsweredAndTheNextTelemetryIs() {
        MqttProbe device = house.probe().subscribe("attic/commands");

        for (Junk junk : Junk.values()) {
            device.publish("attic/telemetry", junk.payload(), 1, false);
        }
        for (String wrong :
                List.of(
                        "{}",
                        "{\"temperature\": 12}",
                        "{\"light\": null}",
                        "{\"light\": \"12\"}",
                        "{\"light\": true}",
                        "{\"light\": [12]}",
                        "12")) {
            device.publish("attic/telemetry", wrong);
        }
        device.publish("attic/telemetry", "{\"light\": 300}");

        device.await("attic/commands", 1);
        assertThat(device.textsOn("attic/commands")).containsExactly(OFF);
        assertThat(house.gateway().isAlive()).isTrue();
    }

    @Test
    void burstOf40IsAnsweredInOrder() {
        MqttProbe device = house.probe().subscribe("burst/commands");
        List<Integer> lights = IntStream.range(0, 40).map(i -> i * 7919 % 600).boxed().toList();

        for (int light : lights) {
            device.begin("burst/telemetry", "{\"light\": " + light + "}", 1, false);
        }

        device.await("burst/commands", 40);
        assertThat(device.textsOn("burst/commands"))
                .containsExactlyElementsOf(
                        lights.stream().map(light -> light < 300 ? ON : OFF).toList());
    }

    @Test
    void newcomerIsNotSentAnOldCommand() {
        MqttProbe early = house.probe().subscribe("late/commands");
        early.publish("late/telemetry", "{\"light\": 1}");
        early.await("late/commands", 1);

        MqttProbe late = house.probe().subscribe("late/commands");
        late.publish("late/telemetry", "{\"light\": 999}");

        assertThat(late.await("late/commands", 1).getFirst().text()).isEqualTo(OFF);
        assertThat(late.on("late/commands").getFirst().retained()).isFalse();
    }

    @Test
    void everyNameIsServedByItself() {
        MqttProbe devices = house.probe().subscribe("a/commands", "b/commands", "c d/commands");

        devices.publish("a/telemetry", "{\"light\": 299}");
        devices.publish("b/telemetry", "{\"light\": 300}");
        devices.publish("c d/telemetry", "{\"light\": 10}");
        devices.publish("a/telemetry", "{\"light\": 301}");
        devices.publish("a/x/telemetry", "{\"light\": 1}");
        devices.publish("b/telemetry", "{\"light\": 2}");

        devices.await("b/commands", 2);
        assertThat(devices.textsOn("a/commands")).containsExactly(ON, OFF);
        assertThat(devices.textsOn("b/commands")).containsExactly(OFF, ON);
        assertThat(devices.textsOn("c d/commands")).containsExactly(ON);
    }

    @Test
    void deviceProgramOfTheLessonsIsAnswered() {
        Program device = house.python("nightlight_device.py", "lesson");
        device.awaitLine("MQTT connected!");

        device.type("12");
        device.awaitLine("Message received: {'led_on': True}");
        device.type("612");

        device.awaitLine("Message received: {'led_on': False}");
        assertThat(device.lines()).hasSize(5);
    }

    @Test
    void serverProgramOfTheLessonsIsTold() {
        Program server = house.python("nightlight_server.py", "home");
        server.awaitLine("MQTT connected!");

        server.awaitLine("Message received: {'light': 143}");

        server.awaitLine("Sending message: {\"led_on\": true}");
    }

    @Test
    void gatewayTellsEvery5SecondsAndObeysItsOwnAnswerWithoutALoop() {
        MqttProbe both = house.probe().subscribe("home/telemetry", "home/commands");

        both.await("home/commands", 1);
        if (both.on("home/telemetry").isEmpty()) {
            both.forget(); // it came between what was told and the answer
        }
        both.await("home/commands", 2);

        List<Received> told = both.on("home/telemetry");
        assertThat(told)
                .extracting(Received::text, Received::qos, Received::retained)
                .containsExactly(
                        tuple("{\"light\": 143}", 0, false), tuple("{\"light\": 143}", 0, false));
        long millis = TimeUnit.NANOSECONDS.toMillis(told.get(1).nanos() - told.get(0).nanos());
        assertThat(millis).isCloseTo(5000, within(1250L));
        assertThat(both.textsOn("home/commands")).containsExactly(ON, ON);
        assertThat(counterFit.connects()).isEqualTo(starts);
        Waiting.until(
                () -> "the LED to be on: " + counterFit.actuatorCalls(),
                () -> counterFit.actuatorCalls().getLast().equals("{\"value\": true}"));
    }

    @Test
    void telemetryIsAnsweredAgainAfterTheBrokerRestarted() {
        house.restartBroker();
        if (broker == BrokerKind.EMBEDDED) {
            starts++;
        }

        MqttProbe device = house.probe().subscribe("again/commands");
        Awaitility.await("an answer after the restart")
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    device.publish("again/telemetry", "{\"light\": 3}");
                    return !device.on("again/commands").isEmpty();
                });
        assertThat(device.textsOn("again/commands")).containsOnly(ON);
    }

    @Test
    void drySoilSwitchesTheRelayAndNotTheLed() {
        MqttProbe farm = house.probe().subscribe("farm/commands");

        for (int moisture : List.of(450, 451, 1023, 0)) {
            farm.publish("farm/telemetry", "{\"soil_moisture\": " + moisture + "}");
        }
        farm.publish("farm/telemetry", "{\"light\": 0}");

        farm.await("farm/commands", 5);
        assertThat(farm.textsOn("farm/commands"))
                .containsExactlyInAnyOrder(
                        "{\"relay_on\": false}",
                        "{\"relay_on\": true}",
                        "{\"relay_on\": true}",
                        "{\"relay_on\": false}",
                        ON)
                .containsSubsequence(
                        "{\"relay_on\": false}",
                        "{\"relay_on\": true}",
                        "{\"relay_on\": true}",
                        "{\"relay_on\": false}");
    }
}
