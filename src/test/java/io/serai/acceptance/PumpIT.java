package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.MqttProbe.Received;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The pump of the tank, with the gateway as the pump.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class PumpIT {

    private static final String COMMAND = "pump/command";
    private static final String STATUS = "pump/status";
    private static final String AVAILABILITY = "pump/availability";

    @TempDir private static Path folder;
    private static House house;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        house = House.open(broker, folder);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    @Test
    void everyCommandIsObeyedAndReported() {
        MqttProbe controller = house.probe();
        controller.subscribe(STATUS);
        controller.publish(COMMAND, "on");
        controller.publish(COMMAND, "off");
        controller.awaitTexts(STATUS, all -> all.contains("on") && all.getLast().equals("off"));
        controller.forget();

        for (String command : List.of("on", "on", "off", "on")) {
            controller.publish(COMMAND, command);
        }

        // The periodic report may come in between.
        controller.awaitTexts(STATUS, all -> all.size() >= 4 && all.getLast().equals("on"));
        assertThat(controller.textsOn(STATUS))
                .as("on the %s broker", broker)
                .containsSubsequence("on", "on", "off", "on")
                .hasSizeLessThanOrEqualTo(5);
        assertThat(controller.on(STATUS)).extracting(Received::qos).containsOnly(1);
        Received late = house.probe().subscribe(STATUS).await(STATUS, 1).getFirst();
        assertThat(late.text()).isEqualTo("on");
        assertThat(late.retained()).isTrue();
    }

    @Test
    void stateIsReportedEveryPeriodWithoutACommand() {
        MqttProbe controller = house.probe();
        controller.publish(COMMAND, "on");
        controller.subscribe(STATUS);
        controller.awaitTexts(STATUS, all -> all.contains("on"));
        controller.forget();

        controller.await(STATUS, 1);

        assertThat(controller.textsOn(STATUS)).containsOnly("on");
    }

    @Test
    void junkIsNotObeyed() {
        MqttProbe controller = house.probe();
        controller.publish(COMMAND, "on");
        MqttProbe panel = house.probe().subscribe("serai/devices/pump/state");
        panel.awaitTexts("serai/devices/pump/state", all -> all.contains("on"));
        panel.forget();

        for (Junk junk : Junk.values()) {
            controller.publish(COMMAND, junk.payload(), 1, false);
        }
        for (String wrong : List.of("OFF", "0ff", "stop", "{\"on\": false}", "false")) {
            controller.publish(COMMAND, wrong);
        }
        controller.publish(COMMAND, "on");
        controller.publish(COMMAND, "off");

        panel.awaitTexts("serai/devices/pump/state", all -> all.contains("off"));
        assertThat(panel.textsOn("serai/devices/pump/state")).containsExactly("off");
    }

    @Test
    void killedGatewayIsOfflineByItsWillAndComesBackOnline() throws Exception {
        MqttProbe controller = house.probe().subscribe(AVAILABILITY);
        controller.awaitTexts(AVAILABILITY, all -> all.contains("online"));

        house.gateway().kill();
        if (broker == BrokerKind.MOSQUITTO) {
            controller.awaitTexts(AVAILABILITY, all -> all.getLast().equals("offline"));
        } // the broker inside is as dead as the pump, and its clients see that
        CompletableFuture<Void> starting = CompletableFuture.runAsync(house.gateway()::start);
        MqttProbe first = house.firstProbe().subscribe(AVAILABILITY);
        starting.get(60, TimeUnit.SECONDS);

        first.awaitTexts(AVAILABILITY, all -> !all.isEmpty() && all.getLast().equals("online"));
        Received late = house.probe().subscribe(AVAILABILITY).await(AVAILABILITY, 1).getFirst();
        assertThat(late.text()).isEqualTo("online");
        assertThat(late.retained()).isTrue();
    }
}
