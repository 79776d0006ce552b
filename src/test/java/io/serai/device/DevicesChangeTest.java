package io.serai.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.device.simulated.SimulatedDriver;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class DevicesChangeTest {

    private static final Path FILE = Path.of("routes", "devices.yaml");

    private static final String LIGHT =
            """
              - id: light
                kind: sensor
                range: {min: 0, max: 1023}
                simulated: {generator: random-walk, step: 300, seed: 7}
            """;
    private static final String LAMP =
            """
              - id: lamp
                kind: level
            """;
    private static final String DOOR =
            """
              - id: door
                kind: input
                simulated: {value: on}
            """;

    @TempDir Path folder;

    private static DevicesChange change(House house, String... devices) {
        return house.devices.change(
                house.devices.parse(FILE, "devices:\n" + String.join("", devices)));
    }

    private House house(String... devices) {
        return House.simulated(folder, "devices:\n" + String.join("", devices));
    }

    @Test
    void devicesAreAddedRemovedAndChangedAndTheRestIsLeftAlone() {
        try (House house = house(LIGHT, LAMP)) {
            DevicesChange change = change(house, LIGHT.replace("max: 1023", "max: 500"), DOOR);

            assertThat(change)
                    .isEqualTo(
                            new DevicesChange(List.of("door"), List.of("lamp"), List.of("light")));
            assertThat(change.ids()).containsExactly("door", "lamp", "light");
            assertThat(house.devices.definitions())
                    .extracting(DeviceDefinition::id)
                    .containsExactly("light", "door");
            assertThat(house.devices.definition("light").max()).isEqualTo(500);
            assertThat(house.devices.read("door")).isEqualTo(DeviceValue.ON);
            assertThat(house.health.parts()).containsOnlyKeys("device light", "device door");
            assertThatThrownBy(() -> house.devices.write("lamp", DeviceValue.ON))
                    .isInstanceOf(DeviceException.class)
                    .hasMessage("device \"lamp\" does not exist. There are: light, door.");
        }
    }

    @Test
    void commentOrderAndWordsForPeopleTouchNoDevice() {
        try (House house = house(LIGHT, LAMP, DOOR);
                House undisturbed = house(LIGHT, LAMP, DOOR)) {
            house.devices.write("lamp", new DeviceValue.Number(40));
            house.devices.simulate("door", DeviceValue.OFF);
            List<DeviceEvent> heard = new ArrayList<>();
            house.devices.listen("*", heard::add);
            house.pass(Duration.ofMillis(600));
            undisturbed.pass(Duration.ofMillis(600));

            DevicesChange change =
                    change(
                            house,
                            "# the hall\n",
                            DOOR,
                            LAMP + "    description: Above the table\n    unit: percent\n",
                            LIGHT.replace("7}", "7, every: 1s} # a second\n"));
            house.pass(Duration.ZERO);

            assertThat(change.ids()).isEmpty();
            assertThat(heard).isEmpty();
            assertThat(house.devices.read("lamp")).hasToString("40");
            assertThat(house.devices.read("door")).isEqualTo(DeviceValue.OFF);
            assertThat(house.devices.definition("lamp").unit()).isEqualTo("percent");
            assertThat(house.devices.definitions())
                    .extracting(DeviceDefinition::id)
                    .containsExactly("door", "lamp", "light");
            // The generator neither begins anew nor misses a step.
            for (int i = 0; i < 20; i++) {
                house.pass(Duration.ofMillis(500));
                undisturbed.pass(Duration.ofMillis(500));
                assertThat(house.number("light")).isEqualTo(undisturbed.number("light"));
            }
        }
    }

    @Test
    void bindingOfADriverTheDeviceIsNotOnTouchesNothing() {
        try (House house = house(LAMP)) {
            house.devices.write("lamp", DeviceValue.ON);

            assertThat(change(house, LAMP + "    pi4j: {pin: 5, frequency: 100}\n").ids())
                    .isEmpty();

            assertThat(house.devices.read("lamp")).hasToString("100");
        }
    }

    @Test
    void changedOutputIsOffAndListenersHearIt() {
        try (House house = house(LAMP)) {
            List<String> heard = new ArrayList<>();
            house.devices.listen("lamp", event -> heard.add(event.value().toString()));
            house.devices.write("lamp", new DeviceValue.Number(40));

            change(house, LAMP.replace("level", "switch"));
            house.devices.write("lamp", DeviceValue.ON);
            house.pass(Duration.ZERO);

            assertThat(heard).containsExactly("40", "off", "on");
        }
    }

    @Test
    void changedInputThatIsAsItWasIsNoEvent() {
        try (House house = house(DOOR, LIGHT)) {
            List<String> heard = new ArrayList<>();
            house.devices.listen("door", event -> heard.add(event.value().toString()));
            house.devices.simulate("door", DeviceValue.OFF);
            house.pass(Duration.ZERO);
            heard.clear();

            DevicesChange change = change(house, DOOR.replace("on}", "off}"), LIGHT);
            house.pass(Duration.ZERO);

            assertThat(change.changed()).containsExactly("door");
            assertThat(heard).isEmpty();
            assertThat(house.devices.read("door")).isEqualTo(DeviceValue.OFF);
        }
    }

    @Test
    void listenerOfARemovedDeviceHearsNothingUntilThereIsOneAgain() {
        try (House house = house(LAMP, DOOR)) {
            List<String> heard = new ArrayList<>();
            house.devices.listen("door", event -> heard.add(event.value().toString()));

            change(house, LAMP);
            house.pass(Duration.ZERO);
            assertThat(heard).isEmpty();

            change(house, LAMP, DOOR);
            house.devices.simulate("door", DeviceValue.OFF);
            house.pass(Duration.ZERO);
            assertThat(heard).containsExactly("on", "off");
        }
    }

    @Test
    void fileWithAProblemChangesNothing() {
        try (House house = house(LAMP)) {
            house.devices.write("lamp", new DeviceValue.Number(40));

            assertThatThrownBy(() -> change(house, DOOR, LIGHT.replace("sensor", "senser")))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageStartingWith("All devices stay as they were: routes/devices.yaml:")
                    .hasMessageContaining("senser");

            assertThat(house.devices.definitions()).hasSize(1);
            assertThat(house.devices.read("lamp")).hasToString("40");
        }
    }

    @Test
    void deviceThatCannotBeOpenedIsOutAloneAndTriedAgain() {
        String bell =
                """
                  - id: bell
                    kind: switch
                    driver: counterfit
                    counterfit: {url: "http://127.0.0.1:1", port: 3}
                """;
        try (House house = house(LAMP, LIGHT)) {
            DevicesChange change = change(house, bell, LAMP.replace("level", "switch"), DOOR);

            assertThat(change.added()).containsExactly("bell", "door");
            assertThat(house.part("bell").ready()).isFalse();
            assertThat(house.part("bell").detail()).contains("tried again");
            assertThat(house.part("lamp").ready()).isTrue();
            assertThat(house.devices.read("door")).isEqualTo(DeviceValue.ON);
            assertThatThrownBy(() -> house.devices.write("bell", DeviceValue.ON))
                    .isInstanceOf(DeviceException.class);

            change(house, bell.replaceAll("(?m)^ *(driver|counterfit):.*\\n", ""), DOOR);
            house.devices.write("bell", DeviceValue.ON);
            assertThat(house.part("bell").ready()).isTrue();
        }
    }

    @Test
    void nothingChangesAfterClose() {
        House house = house(LAMP);
        house.close();

        assertThatThrownBy(() -> change(house, DOOR))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("the gateway is stopping");
        assertThat(house.health.parts()).isEmpty();
    }

    @Test
    void callersNeverMeetADeviceBetweenTwoDefinitions() throws Exception {
        try (var time = new SystemTimekeeper()) {
            List<DeviceDriver> drivers = List.of(new SimulatedDriver(time, ZoneOffset.UTC));
            String dim = "devices:\n" + LAMP + LIGHT.replace("1023", "500") + DOOR;
            String bright = "devices:\n" + LAMP.replace("level", "switch") + LIGHT + DOOR;
            try (var devices =
                    new Devices(
                            drivers,
                            DevicesFile.parse(FILE, dim, drivers),
                            House.config(),
                            time,
                            new Health(),
                            new Counters())) {
                devices.start();
                devices.simulate("door", DeviceValue.OFF);
                var going = new AtomicBoolean(true);
                var calls = new AtomicInteger();
                var often = new Semaphore(0);
                Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
                List<Thread> callers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    callers.add(
                            Thread.startVirtualThread(() -> {
                                try {
                                    while (going.get()) {
                                        // On is for a switch and a level alike.
                                        devices.write("lamp", DeviceValue.ON);
                                        devices.read("light");
                                        assertThat(devices.read("door")).isEqualTo(DeviceValue.OFF);
                                        calls.incrementAndGet();
                                        often.release();
                                    }
                                } catch (Throwable e) {
                                    failures.add(e);
                                    often.release(1_000_000);
                                }
                            }));
                }

                for (int i = 0; i < 200; i++) {
                    // Each definition is in use before the next comes.
                    assertThat(often.tryAcquire(5, 10, TimeUnit.SECONDS)).isTrue();
                    String text = i % 2 == 0 ? bright : dim;
                    assertThat(devices.change(DevicesFile.parse(FILE, text, drivers)).changed())
                            .containsExactly("lamp", "light");
                }
                going.set(false);
                for (Thread caller : callers) {
                    assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
                }

                assertThat(failures).isEmpty();
                assertThat(calls.get()).isGreaterThanOrEqualTo(1000);
            }
        }
    }
}
