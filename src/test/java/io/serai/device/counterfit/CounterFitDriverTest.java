package io.serai.device.counterfit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import io.serai.device.DeviceEvent;
import io.serai.device.House;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class CounterFitDriverTest {

    private static final String NIGHTLIGHT =
            """
            devices:
              - id: light
                kind: sensor
                range: {min: 0, max: 1023}
                counterfit: {port: 0}
              - id: led
                kind: switch
                counterfit: {port: 5}
              - id: lamp
                kind: level
                counterfit: {port: 6}
            """;

    @TempDir Path folder;
    private final CounterFitStandIn app = new CounterFitStandIn();

    @AfterEach
    void stopApp() {
        app.close();
    }

    private House house(String yaml) {
        return House.with(
                folder,
                yaml,
                "counterfit",
                time ->
                        new CounterFitDriver(
                                House.config("--device.counterfit-url=" + app.url()), time),
                House::simulatedDriver);
    }

    @Test
    void appIsGreetedOnceAndActuatorsAreSwitchedOff() {
        try (House house = house(NIGHTLIGHT)) {
            assertThat(house.devices.driverOf("light")).isEqualTo("counterfit");
            assertThat(app.requests)
                    .containsExactly(
                            "POST /connect",
                            "POST /actuator_value?port=5 {\"value\": false}",
                            "POST /actuator_value?port=6 {\"value\": 0.0}");
        }
    }

    @Test
    void sensorIsReadFromJsonUnderAnyType() {
        app.sensors.put(0, "{\"value\": 143}");
        try (House house = house(NIGHTLIGHT)) {
            assertThat(house.devices.read("light")).hasToString("143");

            app.sensors.put(0, "{\"value\":20.5,\"unit\":\"NoUnits\"}");
            assertThat(house.devices.read("light")).hasToString("20.5");
        }
    }

    @Test
    void actuatorsGetABooleanOrAFloat() {
        try (House house = house(NIGHTLIGHT)) {
            app.requests.clear();
            house.devices.write("led", DeviceValue.ON);
            house.devices.write("lamp", new DeviceValue.Number(37));

            assertThat(app.requests)
                    .containsExactly(
                            "POST /actuator_value?port=5 {\"value\": true}",
                            "POST /actuator_value?port=6 {\"value\": 37.0}");
        }
    }

    @Test
    void closeSwitchesActuatorsOff() {
        House house = house(NIGHTLIGHT);
        house.devices.write("led", DeviceValue.ON);
        app.requests.clear();

        house.close();

        assertThat(app.requests).contains("POST /actuator_value?port=5 {\"value\": false}");
    }

    @Test
    void sensorNotCreatedYetIsNamedAndHealsWhenItIs() {
        try (House house = house(NIGHTLIGHT)) {
            assertThatThrownBy(() -> house.devices.read("light"))
                    .isInstanceOf(DeviceException.class)
                    .hasMessage(
                            "device \"light\" is not in CounterFit: %s/sensor_value?port=0 answers 404 \"Sensor with port 0 not found\". Create it on the app's page with that port."
                                    .formatted(app.url()));
            assertThat(house.part("light").ready()).isFalse();
            assertThat(house.part("led").ready()).isTrue();

            app.sensors.put(0, "{\"value\": 1}");
            assertThat(house.devices.read("light")).hasToString("1");
            assertThat(house.health.isReady()).isTrue();
        }
    }

    @Test
    void appThatGoesDownIsNamedAndHealsByItself() {
        app.sensors.put(0, "{\"value\": 143}");
        try (House house = house(NIGHTLIGHT)) {
            house.devices.write("led", DeviceValue.ON);
            app.down();

            assertThatThrownBy(() -> house.devices.read("light"))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("device \"light\"")
                    .hasMessageContaining(app.url());
            assertThatThrownBy(() -> house.devices.write("led", DeviceValue.OFF))
                    .hasMessageContaining("device \"led\"");
            assertThat(house.devices.read("led")).isEqualTo(DeviceValue.ON);

            app.up();
            assertThat(house.devices.read("light")).hasToString("143");
            house.devices.write("led", DeviceValue.OFF);
            assertThat(house.health.isReady()).isTrue();
        }
    }

    @Test
    void appThatComesLateIsFoundWithoutHelp() {
        app.sensors.put(0, "{\"value\": 9}");
        app.down();
        try (House house = house(NIGHTLIGHT)) {
            assertThat(house.part("led").detail())
                    .contains("cannot reach CounterFit at " + app.url())
                    .contains("Only this device is out");
            assertThatThrownBy(() -> house.devices.write("led", DeviceValue.ON))
                    .isInstanceOf(DeviceException.class);

            app.up();
            house.pass(Duration.ofSeconds(10));

            assertThat(house.health.isReady()).isTrue();
            assertThat(house.devices.read("light")).hasToString("9");
            assertThat(app.requests.stream().filter("POST /connect"::equals)).hasSize(1);
        }
    }

    @Test
    void waitBetweenTriesGrowsAndUsesInBetweenDoNotKnock() {
        app.down();
        try (House house = house(NIGHTLIGHT)) {
            app.up();
            house.pass(Duration.ofMillis(900));
            assertThatThrownBy(() -> house.devices.read("light"))
                    .isInstanceOf(DeviceException.class);
            assertThat(app.requests).isEmpty();

            house.pass(Duration.ofMillis(100));
            assertThat(app.requests).contains("POST /connect");
        }
    }

    @Test
    void junkIsRefusedWithTheDeviceAndTheAddress() {
        try (House house = house(NIGHTLIGHT)) {
            for (String junk :
                    List.of(
                            "",
                            "<html>login</html>",
                            "null",
                            "[]",
                            "{}",
                            "{\"value\": null}",
                            "{\"value\": \"12\"}",
                            "{\"value\": {}}",
                            "{\"value\": 1e999}",
                            "{\"value\": true}",
                            "{\"value\": 2000}")) {
                app.sensors.put(0, junk);

                assertThatThrownBy(() -> house.devices.read("light"))
                        .as(junk)
                        .isInstanceOf(DeviceException.class)
                        .hasMessageContaining("device \"light\"");
            }
            assertThat(house.part("light").detail())
                    .contains("reads 2000, outside its range 0..1023");
        }
    }

    @Test
    void answerThatNeverEndsIsGivenUp() {
        app.sensors.put(0, "{\"value\": 5}");
        try (House house = house(NIGHTLIGHT)) {
            app.stall();

            assertThatThrownBy(() -> house.devices.read("light"))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("within 3 s");

            app.flow();
            assertThat(house.devices.read("light")).hasToString("5");
        }
    }

    @Test
    void answerWithoutEndIsRefused() {
        app.sensors.put(0, "{\"value\": 5}" + " ".repeat(100_000));
        try (House house = house(NIGHTLIGHT)) {
            assertThatThrownBy(() -> house.devices.read("light"))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining(app.url());
        }
    }

    @Test
    void closeWithTheAppDownNamesTheDeviceAndStillLetsGoOfTheRest() {
        House house = house(NIGHTLIGHT);
        app.down();

        assertThatThrownBy(house::close)
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("device \"led\" cannot reach CounterFit")
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .singleElement()
                                .asInstanceOf(THROWABLE)
                                .hasMessageContaining("device \"lamp\""));
        assertThat(house.health.parts()).isEmpty();
    }

    @Test
    void buttonIsWatched() {
        app.sensors.put(7, "{\"value\": false}");
        try (House house =
                house(
                        """
                        devices:
                          - id: button
                            kind: input
                            counterfit: {port: 7, poll: 200ms}
                        """)) {
            List<DeviceEvent> heard = new ArrayList<>();
            house.devices.listen("button", heard::add);

            app.sensors.put(7, "{\"value\": true}");
            house.pass(Duration.ofMillis(200));
            assertThat(heard).extracting(DeviceEvent::value).containsExactly(DeviceValue.ON);

            app.sensors.remove(7);
            house.pass(Duration.ofMillis(200));
            assertThat(house.health.isReady()).isFalse();

            app.sensors.put(7, "{\"value\": 0}");
            house.pass(Duration.ofMillis(200));
            assertThat(heard).hasSize(2);
            assertThat(house.health.isReady()).isTrue();
        }
    }
}
