package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The nightlight on CounterFit's virtual hardware, with the gateway as the device. It tells its light
/// every second and not every 5, so that a fault does not have to last long.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class NightlightDeviceIT {

    private static final String ON = "{\"led_on\": true}";
    private static final String OFF = "{\"led_on\": false}";

    @TempDir private static Path folder;
    private static CounterFitStandIn counterFit;
    private static House house;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        counterFit = CounterFitStandIn.start();
        counterFit.showLight(143);
        house =
                House.open(
                        broker,
                        folder,
                        new RouteEdit[] {
                            RouteEdit.replace("nightlight.camel.yaml", "period: 5s", "period: 1s")
                        },
                        "--device.provider=counterfit",
                        "--device.counterfit-url=" + counterFit.url());
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
        counterFit.close();
    }

    @BeforeEach
    void enter() {
        counterFit.showLight(143);
        Waiting.until(
                () -> broker + ": a gateway without faults: " + house.gateway().health(),
                () -> house.gateway().health().isReady());
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    @Test
    void commandReachesTheActuatorWithinASecond() {
        counterFit.showLight(900); // so that the gateway's own server says off
        MqttProbe server = house.probe().subscribe("home/commands");
        server.awaitTexts("home/commands", all -> all.contains(OFF));
        int before = counterFit.actuatorCalls().size();
        long begin = System.nanoTime();

        server.publish("home/commands", ON);

        Waiting.until(
                Duration.ofSeconds(1),
                () -> "the LED to be on: " + counterFit.actuatorCalls(),
                () -> newActuatorCalls(before).contains("{\"value\": true}"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void junkCommandsLeaveTheLedAsItIs() {
        MqttProbe server = house.probe().subscribe("home/telemetry", "home/commands");
        server.awaitTexts("home/telemetry", all -> all.contains("{\"light\": 143}"));
        server.awaitTexts("home/commands", all -> all.size() > 1 && all.getLast().equals(ON));
        Waiting.until(
                () -> "the LED to be on: " + counterFit.actuatorCalls(),
                () -> counterFit.actuatorCalls().getLast().equals("{\"value\": true}"));
        int before = counterFit.actuatorCalls().size();

        for (Junk junk : Junk.values()) {
            server.publish("home/commands", junk.payload(), 1, false);
        }
        for (String wrong :
                List.of("{}", "{\"led_on\": null}", "{\"led_on\": \"maybe\"}", "false", "off")) {
            server.publish("home/commands", wrong);
        }
        server.publish("home/commands", OFF);

        Waiting.until(
                () -> "the LED to be off: " + counterFit.actuatorCalls(),
                () -> newActuatorCalls(before).contains("{\"value\": false}"));
        List<String> calls = new ArrayList<>(newActuatorCalls(before));
        assertThat(calls.subList(0, calls.indexOf("{\"value\": false}")))
                .allMatch("{\"value\": true}"::equals);
        assertThat(calls).filteredOn("{\"value\": false}"::equals).hasSize(1);
        server.forget();
        server.await("home/telemetry", 1);
    }

    @Test
    void missingSensorShowsInHealthAndTelemetryResumesByItself() {
        MqttProbe server = house.probe().subscribe("home/telemetry");

        counterFit.removeSensor();
        Waiting.until(
                () -> "health shows the sensor, but: " + house.gateway().health(),
                () ->
                        house.gateway()
                                .health()
                                .partsDown()
                                .equals(List.of("device nightlight-light")));
        assertThat(house.gateway().health().detail("device nightlight-light")).contains("404");
        counterFit.showLight(222);

        server.awaitTexts("home/telemetry", all -> all.contains("{\"light\": 222}"));
        assertThat(house.gateway().health().isReady()).isTrue();
    }

    @Test
    void appThatGoesAwayAndComesBackIsUsedAgain() {
        MqttProbe server = house.probe().subscribe("home/telemetry");

        counterFit.close();
        Waiting.until(
                () -> "health shows the sensor, but: " + house.gateway().health(),
                () ->
                        house.gateway()
                                        .health()
                                        .detail("device nightlight-light")
                                        .contains(counterFit.url())
                                && !house.gateway().health().isReady());
        counterFit.showLight(223);
        counterFit.open();

        server.awaitTexts("home/telemetry", all -> all.contains("{\"light\": 223}"));
        Waiting.until(
                () -> "the LED is switched again, but: " + house.gateway().health(),
                () -> house.gateway().health().isReady());
    }

    private static List<String> newActuatorCalls(int before) {
        List<String> all = counterFit.actuatorCalls();
        return all.subList(before, all.size());
    }
}
