package io.serai.device.pi4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.exception.IOException;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.pwm.Pwm;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInputProvider;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProvider;
import com.pi4j.plugin.mock.provider.i2c.MockI2CProvider;
import com.pi4j.plugin.mock.provider.pwm.MockPwmProvider;

import io.serai.device.DeviceEvent;
import io.serai.device.DevicesChange;
import io.serai.device.House;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// On Pi4J's own mock providers, with the kernel's files laid out in a folder.
@ResourceLock("pi4j") // one context per JVM
class Pi4jDriverTest {

    private static final String BOARD =
            """
            devices:
              - id: led
                kind: switch
                pi4j: {pin: 5}
              - id: relay
                kind: switch
                pi4j: {pin: 6, inverted: true}
              - id: button
                kind: input
                pi4j: {pin: 17, pull: up, debounce: 3ms, inverted: true}
              - id: lamp
                kind: level
                pi4j: {pwm-channel: 0, frequency: 500}
              - id: strip
                kind: level
                pi4j: {pin: 21}
              - id: light
                kind: sensor
                range: {min: 0, max: 1000}
                pi4j: {chip: grove-adc, channel: 2}
              - id: volts
                kind: sensor
                range: {min: -5, max: 5}
                pi4j: {chip: ads1115, channel: 1}
              - id: lux
                kind: sensor
                range: {min: 0, max: 60000}
                pi4j: {chip: bh1750}
            """;

    @TempDir Path root;
    @TempDir Path folder;
    private final Context mocks =
            Pi4J.newContextBuilder()
                    .noAutoDetect()
                    .add(
                            MockDigitalInputProvider.newInstance(),
                            MockDigitalOutputProvider.newInstance(),
                            MockPwmProvider.newInstance(),
                            MockI2CProvider.newInstance())
                    .build();

    @BeforeEach
    void layOutTheKernelsFiles() throws Exception {
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/gpiochip0"));
        Files.createFile(root.resolve("dev/i2c-1"));
        Files.createDirectories(root.resolve("sys/class/pwm/pwmchip0"));
    }

    private House board(String yaml) {
        return board(yaml, () -> mocks);
    }

    private House board(String yaml, Supplier<Context> maker) {
        return House.with(
                folder,
                yaml,
                "pi4j",
                time -> new Pi4jDriver(time, new DeviceFiles(root), maker),
                House::simulatedDriver);
    }

    private DigitalState pin(String id) {
        return mocks.registry().<DigitalOutput>get(id).state();
    }

    @Test
    void switchDrivesItsPinAndIsOffBeforeAndAfter() {
        House house = board(BOARD);
        DigitalOutput led = mocks.registry().get("led");
        DigitalOutput relay = mocks.registry().get("relay");
        assertThat(led.state()).isEqualTo(DigitalState.LOW);
        assertThat(relay.state()).isEqualTo(DigitalState.HIGH);

        house.devices.write("led", DeviceValue.ON);
        house.devices.write("relay", DeviceValue.ON);
        assertThat(led.state()).isEqualTo(DigitalState.HIGH);
        assertThat(relay.state()).isEqualTo(DigitalState.LOW);

        house.close();
        assertThat(led.state()).isEqualTo(DigitalState.LOW);
        assertThat(relay.state()).isEqualTo(DigitalState.HIGH);
        assertThat(mocks.isShutdown()).isTrue();
    }

    @Test
    void pinMayGoFromOneDeviceToAnotherInOneEdit() {
        String two =
                """
                devices:
                  - id: led
                    kind: switch
                    pi4j: {pin: 5}
                  - id: fan
                    kind: switch
                    pi4j: {pin: 6}
                  - id: relay
                    kind: switch
                    pi4j: {pin: 7}
                """;
        try (House house = board(two)) {
            DigitalOutput pinOfLed = mocks.registry().get("led");
            DigitalOutput pinOfRelay = mocks.registry().get("relay");
            house.devices.write("led", DeviceValue.ON);
            house.devices.write("relay", DeviceValue.ON);

            DevicesChange change =
                    house.devices.change(
                            house.devices.parse(
                                    folder.resolve("devices.yaml"),
                                    two.replace("pin: 5", "pin: x")
                                            .replace("pin: 6", "pin: 5")
                                            .replace("pin: x", "pin: 6")));

            assertThat(change)
                    .isEqualTo(new DevicesChange(List.of(), List.of(), List.of("led", "fan")));
            assertThat(pinOfLed.state()).isEqualTo(DigitalState.LOW);
            assertThat(mocks.registry().<DigitalOutput>get("led").address()).isEqualTo(6);
            assertThat(mocks.registry().<DigitalOutput>get("fan").address()).isEqualTo(5);
            assertThat(mocks.registry().<DigitalOutput>get("relay")).isSameAs(pinOfRelay);
            assertThat(pin("relay")).isEqualTo(DigitalState.HIGH);

            house.devices.write("fan", DeviceValue.ON);
            assertThat(pin("fan")).isEqualTo(DigitalState.HIGH);
            assertThat(pin("led")).isEqualTo(DigitalState.LOW);
            assertThat(house.health.isReady()).isTrue();
        }
    }

    @Test
    void buttonToGroundIsOnWhenItsPinIsLow() {
        try (House house = board(BOARD)) {
            MockDigitalInput button = mocks.registry().get("button");
            List<DeviceEvent> heard = new ArrayList<>();
            house.devices.listen("button", heard::add);
            assertThat(button.config().pull()).isEqualTo(PullResistance.PULL_UP);
            assertThat(button.config().debounce()).isEqualTo(3_000L);
            button.mockState(DigitalState.HIGH);
            assertThat(house.devices.read("button")).isEqualTo(DeviceValue.OFF);

            button.mockState(DigitalState.LOW);
            house.pass(Duration.ZERO);

            assertThat(house.devices.read("button")).isEqualTo(DeviceValue.ON);
            assertThat(heard)
                    .extracting(DeviceEvent::value)
                    .containsExactly(DeviceValue.OFF, DeviceValue.ON);
        }
    }

    @Test
    void levelSetsTheDutyCycleOfItsChannel() {
        House house = board(BOARD);
        Pwm pwm = mocks.registry().get("lamp");
        assertThat(pwm.isOn()).isFalse();

        house.devices.write("lamp", new DeviceValue.Number(37));
        assertThat(pwm.isOn()).isTrue();
        assertThat(pwm.getDutyCycle()).isEqualTo(37);
        assertThat(pwm.getFrequency()).isEqualTo(500);

        house.devices.write("lamp", DeviceValue.OFF);
        assertThat(pwm.isOn()).isFalse();

        house.devices.write("lamp", DeviceValue.ON);
        assertThat(pwm.getDutyCycle()).isEqualTo(100);
        house.close();
        assertThat(pwm.isOn()).isFalse();
    }

    @Test
    void levelOnAPlainPinIsOnForItsShareOfTheTime() {
        try (House house = board(BOARD)) {
            house.devices.write("strip", new DeviceValue.Number(30));
            int on = 0;
            for (int tenthOfAMillisecond = 0; tenthOfAMillisecond < 1_000; tenthOfAMillisecond++) {
                house.pass(Duration.ofNanos(100_000));
                on += pin("strip").isHigh() ? 1 : 0;
            }
            assertThat(on).isBetween(290, 310);

            house.devices.write("strip", DeviceValue.ON);
            house.pass(Duration.ofMillis(57));
            assertThat(pin("strip")).isEqualTo(DigitalState.HIGH);

            house.devices.write("strip", new DeviceValue.Number(50));
            house.devices.write("strip", DeviceValue.OFF);
            house.pass(Duration.ofMillis(57));
            assertThat(pin("strip")).isEqualTo(DigitalState.LOW);
        }
    }

    @Test
    void groveAdcGivesPerMilleOfALittleEndianWord() {
        try (House house = board(BOARD)) {
            I2C hat = mocks.registry().get("light");
            assertThat(hat.bus()).isEqualTo(1);
            assertThat(hat.device()).isEqualTo(0x08);
            hat.writeRegister(0x32, new byte[] {(byte) 0x8f, 0x02});

            assertThat(house.devices.read("light")).hasToString("655");
        }
    }

    @Test
    void readingOutsideItsRangeAndShortReadingAreFaultsThatHeal() {
        try (House house = board(BOARD)) {
            I2C hat = mocks.registry().get("light");
            hat.writeRegister(0x32, new byte[] {(byte) 0xff, (byte) 0xff});
            assertThatThrownBy(() -> house.devices.read("light"))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("reads 65535, outside its range 0..1000");
            assertThatThrownBy(() -> house.devices.read("light"))
                    .hasMessageContaining("the chip gave 0 of 2 bytes");
            assertThat(house.part("light").ready()).isFalse();

            hat.writeRegister(0x32, new byte[] {0, 0});
            assertThat(house.devices.read("light")).hasToString("0");
            assertThat(house.health.isReady()).isTrue();
        }
    }

    @Test
    void ads1115IsAskedForOneConversionAndGivesVolts() {
        try (House house = board(BOARD)) {
            I2C adc = mocks.registry().get("volts");
            adc.writeRegister(0x00, new byte[] {0x40, 0x00});

            assertThat(house.devices.read("volts")).hasToString("2.048");

            // Half of the full scale, and below ground.
            adc.writeRegister(0x00, new byte[] {(byte) 0xff, (byte) 0xff});
            assertThat(house.number("volts")).isEqualTo(-4.096 / 32_768);
        }
    }

    @Test
    void ads1115ConfigurationFollowsTheDataSheet() {
        I2C adc = mocks.create(I2C.newConfigBuilder(mocks).id("adc").bus(1).device(0x48).build());
        byte[] asked = new byte[2];
        byte[] busy = {0x00, 0x00};
        // What is found first in the queue of the configuration register: a chip still busy, twice.
        adc.writeRegister(0x01, busy);
        adc.writeRegister(0x01, busy);
        adc.writeRegister(0x00, new byte[] {0x7f, (byte) 0xff});

        double volts = new I2cChip.Ads1115(3, "2.048").measure(adc);

        assertThat(volts).isEqualTo(2.048 * 32_767 / 32_768);
        assertThat(adc.readRegister(0x01, asked)).isEqualTo(-1);

        // The third look read the configuration itself; ask for another and look at it unread.
        adc.writeRegister(0x01, new byte[] {(byte) 0x80, 0x00});
        adc.writeRegister(0x00, new byte[] {0, 0});
        assertThat(new I2cChip.Ads1115(3, "2.048").measure(adc)).isZero();
        assertThat(adc.readRegister(0x01, asked)).isEqualTo(2);
        assertThat(asked).containsExactly(0b1_111_010_1, 0b111_00011);
        mocks.shutdown();
    }

    @Test
    void bh1750IsStartedOnceAndGivesLux() {
        try (House house = board(BOARD)) {
            I2C chip = mocks.registry().get("lux");
            assertThat(chip.device()).isEqualTo(0x23);
            assertThat(chip.read()).isEqualTo(0x01);
            assertThat(chip.read()).isEqualTo(0x10);
            house.pass(Duration.ofMillis(180));

            chip.write(new byte[] {0x01, (byte) 0x80});
            assertThat(house.devices.read("lux")).hasToString("320");
        }
    }

    @Test
    void scaleAndOffsetTurnAReadingIntoItsUnit() {
        String yaml =
                """
                devices:
                  - id: t
                    kind: sensor
                    range: {min: -40, max: 125}
                    pi4j: {chip: grove-adc, address: 0x04, channel: 0, scale: 0.33, offset: -50}
                """;
        try (House house = board(yaml)) {
            I2C hat = mocks.registry().get("t");
            hat.writeRegister(0x30, new byte[] {(byte) 200, 0});

            assertThat(house.devices.read("t")).isEqualTo(new DeviceValue.Number(16));
        }
    }

    @Test
    void machineWithoutPinsOrBusSaysSoAndOnlyThoseDevicesAreOut() throws Exception {
        Files.delete(root.resolve("dev/gpiochip0"));
        try (House house = board(BOARD)) {
            assertThatThrownBy(() -> house.devices.write("led", DeviceValue.ON))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining(
                            "device \"led\" cannot be opened: this machine has no GPIO");
            mocks.registry().<I2C>get("light").writeRegister(0x32, new byte[] {1, 0});
            assertThat(house.devices.read("light")).hasToString("1");

            Files.createFile(root.resolve("dev/gpiochip0"));
            house.pass(Duration.ofSeconds(1));
            house.devices.write("led", DeviceValue.ON);
            assertThat(pin("led")).isEqualTo(DigitalState.HIGH);
        }
    }

    @Test
    void missingBusNamesTheFileAndTheRemedy() throws Exception {
        Files.delete(root.resolve("dev/i2c-1"));
        try (House house = board(BOARD)) {
            assertThatThrownBy(() -> house.devices.read("light"))
                    .hasMessage(
                            "device \"light\" cannot be opened: no I2C bus 1 on this machine (no /dev/i2c-1). Enable it with raspi-config, or set device.provider = simulated. Only this device is out; it is tried again every 10 s or less.");
            house.devices.write("led", DeviceValue.ON);
            assertThat(pin("led")).isEqualTo(DigitalState.HIGH);
        }
    }

    @Test
    void forbiddenFileNamesTheGroupToJoin() throws Exception {
        var files = new DeviceFiles(root, file -> !file.endsWith("i2c-1"));
        try (House house =
                House.with(
                        folder,
                        BOARD,
                        "pi4j",
                        time -> new Pi4jDriver(time, files, () -> mocks),
                        House::simulatedDriver)) {
            assertThatThrownBy(() -> house.devices.read("light"))
                    .hasMessageContaining("this user may not use /dev/i2c-1. Join its group:")
                    .hasMessageContaining("usermod -aG i2c");
        }
    }

    @Test
    void contextThatCannotBeMadeIsToldAndTriedAgainLater() {
        var tries = new ArrayList<Integer>();
        Supplier<Context> maker =
                () -> {
                    tries.add(tries.size());
                    if (tries.size() <= 2) {
                        throw new IOException("chip is busy");
                    }
                    return mocks;
                };
        try (House house = board("devices: [{id: led, kind: switch, pi4j: {pin: 5}}]", maker)) {
            assertThat(house.part("led").detail())
                    .contains("device \"led\" cannot be opened as GPIO 5: chip is busy. Check");

            house.pass(Duration.ofSeconds(1));
            assertThat(house.health.isReady()).isFalse();
            house.pass(Duration.ofMillis(1_900));
            assertThat(tries).hasSize(2);
            house.pass(Duration.ofMillis(100));

            assertThat(house.health.isReady()).isTrue();
            house.devices.write("led", DeviceValue.ON);
            assertThat(pin("led")).isEqualTo(DigitalState.HIGH);
        }
    }

    @Test
    void contextIsNotMadeForAHouseWithoutPins() {
        try (House house =
                board(
                        "devices: [{id: led, kind: switch}]",
                        () -> {
                            throw new AssertionError("a context was made");
                        })) {
            house.devices.write("led", DeviceValue.ON);
            assertThat(house.devices.driverOf("led")).isEqualTo("simulated");
        }
        mocks.shutdown();
    }

    @Test
    void autoTakesThePinsOfAPiAndTheSimulationElsewhere() throws Exception {
        Path model = root.resolve("proc/device-tree/model");
        Files.createDirectories(model.getParent());
        for (String board : List.of("Raspberry Pi 5 Model B Rev 1.0\0", "Some other board")) {
            Files.writeString(model, board);
            try (House house =
                    House.with(
                            folder,
                            "devices: [{id: led, kind: switch, pi4j: {pin: 5}}]",
                            "auto",
                            time -> new Pi4jDriver(time, new DeviceFiles(root), () -> mocks),
                            House::simulatedDriver)) {
                assertThat(house.devices.driverOf("led"))
                        .isEqualTo(board.startsWith("Raspberry") ? "pi4j" : "simulated");
            }
        }
    }

    @Test
    void realHardwareIsNeverReplacedByMocks() throws Exception {
        Context real = PiContext.ofThisMachine(new DeviceFiles(root.resolve("nothing-here")));
        try {
            assertThat(real.providers().all().keySet())
                    .containsExactlyInAnyOrder("linuxfs-i2c", "linuxfs-pwm");
            assertThat(real.registry().all()).isEmpty();
            assertThat(real.hasProvider(DigitalInput.class.getName())).isFalse();
        } finally {
            real.shutdown();
        }
        mocks.shutdown();
    }
}
