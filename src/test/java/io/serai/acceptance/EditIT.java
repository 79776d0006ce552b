package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.testing.Machine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What an owner changes in a route file is what changes.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class EditIT {

    @TempDir private static Path folder;
    private static House house;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        house = House.open(broker, folder);
        MqttProbe before = house.probe().subscribe("edit/commands");
        before.publish("edit/telemetry", "{\"light\": 350}");
        assertThat(before.await("edit/commands", 1).getFirst().text())
                .isEqualTo("{\"led_on\": false}");
        house.leave();

        house.gateway().stop();
        for (RouteEdit edit :
                List.of(
                        RouteEdit.replace("nightlight.camel.yaml", "below: 300", "below: 400"),
                        RouteEdit.replace("lamp.camel.yaml", "device:office-lamp", "devise:lamp"),
                        RouteEdit.remove("soil-moisture.camel.yaml"),
                        RouteEdit.replace(
                                "soil-watering.camel.yaml",
                                "autoStartup: false",
                                "autoStartup: true"))) {
            house.gateway().edit(edit);
        }
        house.gateway().start();
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
    void anotherLimitChangesTheAnswerAfterARestart() {
        MqttProbe after = house.probe().subscribe("edit/commands");
        for (int light : List.of(350, 399, 400)) {
            after.publish("edit/telemetry", "{\"light\": " + light + "}");
        }
        after.await("edit/commands", 3);
        assertThat(after.textsOn("edit/commands"))
                .as("on the %s broker", broker)
                .containsExactly("{\"led_on\": true}", "{\"led_on\": true}", "{\"led_on\": false}");
    }

    @Test
    void brokenFileSaysWhereAndItsFlowRunsAsItDidBefore() {
        MqttProbe probe = house.probe().subscribe("other/commands");
        probe.publish("other/telemetry", "{\"light\": 1}");
        probe.await("other/commands", 1);
        assertThat(house.gateway().health().partsDown()).isEmpty();
        assertThat(house.gateway().health().detail("flow lamp"))
                .contains("lamp.camel.yaml:13:", "devise", "device");
        assertThat(house.gateway().log())
                .contains("Not deployed; version 1 of")
                .doesNotContain("\tat ");

        house.gateway().stop();
        house.gateway()
                .edit(RouteEdit.replace("lamp.camel.yaml", "devise:lamp", "device:office-lamp"));
        house.gateway().start();
        assertThat(house.gateway().health().partsDown()).isEmpty();
        assertThat(house.gateway().health().detail("flow lamp")).isEqualTo("running");
    }

    @Test
    @ResourceLock(value = Machine.PROCESSORS, mode = ResourceAccessMode.READ)
    void timedWateringTakesThePlaceOfTheRelayRule() {
        MqttProbe plant = house.probe().subscribe("plant/commands", "fern/commands");

        plant.publish("plant/telemetry", "{\"soil_moisture\": 450}");
        plant.publish("plant/telemetry", "{\"soil_moisture\": 451}");
        plant.publish("plant/telemetry", "{\"soil_moisture\": 900}");
        plant.publish("fern/telemetry", "{\"soil_moisture\": 900}");
        plant.await("plant/commands", 3);
        plant.publish("plant/telemetry", "{\"soil_moisture\": 900}");
        plant.await("fern/commands", 2);

        assertThat(plant.textsOn("plant/commands"))
                .containsExactly(
                        "{\"relay_on\": false}", "{\"relay_on\": true}", "{\"relay_on\": false}");
        assertThat(plant.textsOn("fern/commands"))
                .containsExactly("{\"relay_on\": true}", "{\"relay_on\": false}");
        long watered =
                plant.on("plant/commands").get(2).nanos()
                        - plant.on("plant/commands").get(1).nanos();
        assertThat(TimeUnit.NANOSECONDS.toMillis(watered)).isBetween(4500L, 6500L);
        assertThat(house.gateway().health().count("flow.failures", "soil-watering")).isZero();
    }
}
