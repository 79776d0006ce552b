package io.serai.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.config.ConfigException;
import io.serai.config.ConfigReader;
import io.serai.device.counterfit.CounterFitDriver;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.SystemTimekeeper;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

class DevicesTest {

    private static final String HALL =
            """
            devices:
              - id: light
                kind: sensor
                range: {min: 0, max: 1023}
                simulated: {value: 143}
              - id: led
                kind: switch
                counterfit: {port: 5}
              - id: lamp
                kind: level
              - id: button
                kind: input
                simulated: {value: on}
            """;

    @TempDir Path folder;

    @Test
    void sensorAndInputAreReadAndOutputsBeginOff() {
        try (House house = House.simulated(folder, HALL)) {
            assertThat(house.devices.read("light")).hasToString("143");
            assertThat(house.devices.read("button")).hasToString("on");
            assertThat(house.devices.read("led")).hasToString("off");
            assertThat(house.devices.read("lamp")).isEqualTo(new DeviceValue.Number(0));
        }
    }

    @Test
    void outputGivesBackWhatWasWritten() {
        try (House house = House.simulated(folder, HALL)) {
            house.devices.write("led", DeviceValue.ON);
            house.devices.write("lamp", new DeviceValue.Number(37));

            assertThat(house.devices.read("led")).isEqualTo(DeviceValue.ON);
            assertThat(house.devices.read("lamp")).hasToString("37");
        }
    }

    @Test
    void levelTakesOnAndOffAsItsEnds() {
        try (House house = House.simulated(folder, HALL)) {
            house.devices.write("lamp", DeviceValue.ON);
            assertThat(house.devices.read("lamp")).isEqualTo(new DeviceValue.Number(100));

            house.devices.write("lamp", DeviceValue.OFF);
            assertThat(house.devices.read("lamp")).isEqualTo(new DeviceValue.Number(0));
        }
    }

    @Test
    void valueThatIsNotForTheDeviceIsRefusedAndChangesNothing() {
        try (House house = House.simulated(folder, HALL)) {
            house.devices.write("lamp", new DeviceValue.Number(5));

            assertThatThrownBy(() -> house.devices.write("lamp", new DeviceValue.Number(100.5)))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageStartingWith(
                            "device \"lamp\" was not set to 100.5: it takes a number from 0 to 100, on or off (level,");
            assertThatThrownBy(() -> house.devices.write("led", new DeviceValue.Number(1)))
                    .hasMessageContaining("it takes on or off");
            assertThatThrownBy(() -> house.devices.write("light", new DeviceValue.Number(1)))
                    .hasMessageContaining("it can only be read");
            assertThat(house.devices.read("lamp")).hasToString("5");
        }
    }

    @Test
    void unknownDeviceIsToldWithTheNearOneAndAllThereAre() {
        try (House house = House.simulated(folder, HALL)) {
            assertThatThrownBy(() -> house.devices.read("lihgt"))
                    .isInstanceOf(DeviceException.class)
                    .hasMessage(
                            "device \"lihgt\" does not exist. Did you mean \"light\"? There are: light, led, lamp, button.");
            assertThatThrownBy(() -> house.devices.listen("nobody", _ -> {}))
                    .isInstanceOf(DeviceException.class);
        }
    }

    @Test
    void listenerHearsEveryChangeInOrderAndNoRepetition() {
        try (House house = House.simulated(folder, HALL)) {
            house.pass(Duration.ofSeconds(5));
            List<DeviceEvent> heard = new ArrayList<>();
            List<DeviceEvent> heardOfAll = new ArrayList<>();
            house.devices.listen("led", heard::add);
            house.devices.listen("*", heardOfAll::add);

            house.devices.write("led", DeviceValue.ON);
            house.devices.write("led", DeviceValue.ON);
            house.devices.write("led", DeviceValue.OFF);
            house.devices.simulate("button", DeviceValue.OFF);
            house.devices.simulate("light", new DeviceValue.Number(7));
            house.pass(Duration.ZERO);

            Instant at = Instant.parse("2026-06-01T00:00:05Z");
            assertThat(heard)
                    .containsExactly(
                            new DeviceEvent("led", DeviceValue.ON, at),
                            new DeviceEvent("led", DeviceValue.OFF, at));
            assertThat(heardOfAll)
                    .extracting(event -> event.deviceId() + " " + event.value())
                    .containsExactly("led on", "led off", "button off", "light 7");
        }
    }

    @Test
    void closedSubscriptionHearsNothingMore() {
        try (House house = House.simulated(folder, HALL)) {
            List<DeviceEvent> heard = new ArrayList<>();
            DeviceSubscription subscription = house.devices.listen("led", heard::add);
            house.devices.write("led", DeviceValue.ON);
            house.pass(Duration.ZERO);

            house.devices.write("led", DeviceValue.OFF);
            subscription.close();
            subscription.close();
            house.pass(Duration.ZERO);

            assertThat(heard).hasSize(1);
        }
    }

    @Test
    void listenerFarBehindLosesTheOldestAndTheLossIsCounted() {
        try (House house = House.simulated(folder, HALL)) {
            List<DeviceEvent> heard = new ArrayList<>();
            house.devices.listen("lamp", heard::add);

            for (int i = 1; i <= Listeners.QUEUE_BOUND + 10; i++) {
                house.devices.write("lamp", new DeviceValue.Number(i % 100 + 0.5));
            }
            house.pass(Duration.ZERO);

            assertThat(heard).hasSize(Listeners.QUEUE_BOUND);
            assertThat(heard.getFirst().value()).isEqualTo(new DeviceValue.Number(11.5));
            assertThat(house.counters.count(Listeners.DROPPED, "lamp")).isEqualTo(10);
        }
    }

    @Test
    void failingListenerHarmsNobody() {
        try (House house = House.simulated(folder, HALL)) {
            List<DeviceEvent> heard = new ArrayList<>();
            house.devices.listen(
                    "led",
                    _ -> {
                        throw new IllegalStateException("listener's own fault");
                    });
            house.devices.listen("led", heard::add);

            house.devices.write("led", DeviceValue.ON);
            house.pass(Duration.ZERO);

            assertThat(heard).hasSize(1);
        }
    }

    @Test
    void listenerMayWriteToTheDeviceItHears() {
        try (House house = House.simulated(folder, HALL)) {
            house.devices.listen(
                    "led",
                    event -> {
                        if (event.value().equals(DeviceValue.ON)) {
                            house.devices.write("led", DeviceValue.OFF);
                        }
                    });

            house.devices.write("led", DeviceValue.ON);
            house.pass(Duration.ZERO);

            assertThat(house.devices.read("led")).isEqualTo(DeviceValue.OFF);
        }
    }

    @Test
    void eventsKeepTheOrderOfTheDeviceWhenManyWrite() throws Exception {
        DeviceConfig config = House.config();
        try (var time = new SystemTimekeeper()) {
            List<DeviceDriver> drivers = List.of(new SimulatedDriver(time, ZoneOffset.UTC));
            DevicesFile file =
                    DevicesFile.read(
                            House.written(folder, "devices: [{id: lamp, kind: level}]"), drivers);
            List<DeviceValue> heard = new CopyOnWriteArrayList<>();
            try (var devices =
                    new Devices(drivers, file, config, time, new Health(), new Counters())) {
                devices.start();
                devices.listen("lamp", event -> heard.add(event.value()));

                List<Thread> writers = new ArrayList<>();
                for (int writer = 0; writer < 4; writer++) {
                    int own = writer;
                    writers.add(
                            Thread.startVirtualThread(() -> {
                                for (int i = 0; i < 25; i++) {
                                    devices.write("lamp", new DeviceValue.Number(own * 25 + i));
                                }
                            }));
                }
                for (Thread writer : writers) {
                    assertThat(writer.join(Duration.ofSeconds(10))).isTrue();
                }

                // The very first 0 is what the lamp already had, unless another writer was before.
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() ->
                                assertThat(heard)
                                        .hasSizeBetween(99, 100)
                                        .endsWith(devices.read("lamp")));
                for (int writer = 0; writer < 4; writer++) {
                    int own = writer;
                    assertThat(
                                    heard.stream()
                                            .map(value -> ((DeviceValue.Number) value).value())
                                            .filter(number -> (int) (number / 25) == own))
                            .isSorted();
                }
            }
        }
    }

    @Test
    void simulatedValueMustFitTheDevice() {
        try (House house = House.simulated(folder, HALL)) {
            assertThatThrownBy(() -> house.devices.simulate("light", new DeviceValue.Number(5_000)))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("it takes a number in 0..1023");
            assertThatThrownBy(() -> house.devices.simulate("button", new DeviceValue.Number(1)))
                    .hasMessageContaining("it takes on or off");
        }
    }

    @Test
    void deviceWithoutBindingForTheProviderIsSimulated() {
        try (House house = House.with(folder, HALL, "pi4j")) {
            assertThat(house.devices.driverOf("led")).isEqualTo("simulated");
            assertThat(house.health.isReady()).isTrue();
        }
    }

    @Test
    void deviceMayInsistOnADriver() {
        String yaml = HALL.replace("kind: switch", "kind: switch\n    driver: counterfit");
        try (House house =
                House.with(
                        folder,
                        yaml,
                        "simulated",
                        _ ->
                                new CounterFitDriver(
                                        House.config("--device.counterfit-url=http://127.0.0.1:1"),
                                        new VirtualTimekeeper(Instant.EPOCH)),
                        House::simulatedDriver)) {
            assertThat(house.devices.driverOf("led")).isEqualTo("counterfit");
            assertThat(house.devices.driverOf("lamp")).isEqualTo("simulated");
            assertThatThrownBy(() -> house.devices.simulate("led", DeviceValue.ON))
                    .isInstanceOf(DeviceException.class);
        }
    }

    @Test
    void healthNamesEachDeviceUntilClose() {
        House house = House.simulated(folder, HALL);
        assertThat(house.health.parts())
                .containsOnlyKeys("device light", "device led", "device lamp", "device button");

        house.close();
        house.close();

        assertThat(house.health.parts()).isEmpty();
        assertThatThrownBy(() -> house.devices.write("led", DeviceValue.ON))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void settingsHaveDefaultsAndRefuseNonsense() {
        assertThat(House.config())
                .isEqualTo(
                        new DeviceConfig(
                                DeviceConfig.Provider.AUTO, URI.create("http://127.0.0.1:5000")));
        var reader =
                new ConfigReader(
                        folder,
                        List.of(),
                        Map.of(),
                        List.of("--device.provider=pi", "--device.counterfit-url=nowhere"));
        DeviceConfig.read(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("auto, simulated, pi4j, counterfit")
                .hasMessageContaining("must be a URL such as http://127.0.0.1:5000");
    }
}
