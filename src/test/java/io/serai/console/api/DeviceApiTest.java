package io.serai.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.Asked;
import io.serai.console.Asked.Answer;
import io.serai.console.Asked.Page;
import io.serai.deploy.FlowControlStandIn;
import io.serai.device.House;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

class DeviceApiTest {

    private static final String DEVICES =
            """
            devices:
              - id: light
                kind: sensor
                description: Light at the window
                unit: lx
                range: {min: 0, max: 1023}
                simulated: {value: 143}
              - id: lamp
                kind: switch
            """;

    @TempDir private Path folder;
    private House house;
    private FlowControlStandIn control;
    private Asked api;

    @BeforeEach
    void open() {
        house = House.simulated(folder, DEVICES);
        control = new FlowControlStandIn(house.time);
        api = new Asked(new DeviceApi(house.devices, control));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Answer set(String id, String value) throws Exception {
        return api.ask("PUT", "devices/" + id, "{\"value\": " + value + "}");
    }

    @Test
    void everyDeviceIsToldWithWhoUsesIt() throws Exception {
        JsonNode all = api.get("devices").body().get("devices");

        assertThat(all).hasSize(2);
        JsonNode light = all.get(0);
        assertThat(light)
                .isEqualTo(
                        Asked.json(
                                """
                                {"id": "light", "kind": "sensor", "description": "Light at the window",
                                 "unit": "lx", "min": 0.0, "max": 1023.0, "driver": "simulated",
                                 "simulated": true, "settable": true, "byHand": false, "value": "143",
                                 "time": "2026-06-01T00:00:00Z", "usedBy": ["lamp"]}
                                """));
        assertThat(api.get("devices/lamp").body()).isEqualTo(all.get(1));
    }

    @Test
    void outputsAndSimulatedSensorsAreSetByHand() throws Exception {
        assertThat(set("lamp", "true").body().get("value").asText()).isEqualTo("on");
        assertThat(set("light", "310").body().get("value").asText()).isEqualTo("310");
        assertThat(set("light", "\"20.5\"").body().get("value").asText()).isEqualTo("20.5");
    }

    @Test
    void aSensorSetByHandGoesBackToItsGenerator() throws Exception {
        assertThat(set("light", "310").body().get("byHand").asBoolean()).isTrue();

        JsonNode light = set("light", "null").body();

        assertThat(light.get("value").asText()).isEqualTo("143");
        assertThat(light.get("byHand").asBoolean()).isFalse();
        assertThat(set("light", "null").status()).isEqualTo(200);
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        assertThat(set("light", "5000").status()).isEqualTo(409);
        assertThat(set("light", "5000").error()).contains("0..1023");
        assertThat(set("lamp", "\"bright\"").status()).isEqualTo(400);
        assertThat(api.ask("PUT", "devices/lamp", "{}").status()).isEqualTo(400);
        assertThat(set("lamp", "null").status()).isEqualTo(409);
        assertThat(set("lamp", "null").error()).contains("no generator");
        assertThat(house.devices.report("lamp").error()).isEmpty();
        assertThat(set("none", "1").error()).isEqualTo("There is no device \"none\".");
        assertThat(api.get("devices/light").body().get("value").asText()).isEqualTo("143");
    }

    @Test
    void pagesHearOfEachChange() throws Exception {
        var page = new Page();
        try (AutoCloseable open =
                new DeviceChannel(house.devices, control, house.time)
                        .open(Asked.json("{}"), page)) {
            assertThat(page.latest()).containsOnlyKeys("lamp", "light");

            house.pass(Duration.ofMillis(1));
            set("lamp", "true");
            house.pass(Duration.ofMillis(1));

            assertThat(page.latest())
                    .containsOnlyKeys("lamp")
                    .allSatisfy(
                            (_, lamp) -> assertThat(lamp.get("value").asText()).isEqualTo("on"));
            assertThat(open).isNotNull();
        }
        set("lamp", "false");
        house.pass(Duration.ofSeconds(5));
        assertThat(page.latest()).isEmpty();
    }
}
