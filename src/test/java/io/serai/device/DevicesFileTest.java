package io.serai.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceKind;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

class DevicesFileTest {

    @TempDir Path folder;

    private DevicesFile read(String yaml) {
        Path file = House.written(folder, yaml);
        return DevicesFile.read(
                file, House.drivers(new VirtualTimekeeper(Instant.EPOCH), House.config()));
    }

    private static String problem(Path folder, int line, String text) {
        return folder.resolve("devices.yaml") + ":" + line + ": " + text;
    }

    private static final String SENSOR =
            """
            devices:
              - id: hall-light
                kind: sensor
                description: Light level of the hall
                unit: "raw"
                range: {min: 0, max: 1023}
            """;

    @Test
    void missingFileDeclaresNothing() {
        DevicesFile file =
                DevicesFile.read(
                        folder.resolve("devices.yaml"),
                        House.drivers(new VirtualTimekeeper(Instant.EPOCH), House.config()));

        assertThat(file).isEqualTo(new DevicesFile(List.of(), List.of()));
    }

    @Test
    void emptyFileAndEmptyListDeclareNothing() {
        assertThat(read("").problems()).isEmpty();
        assertThat(read("# nothing yet\n").problems()).isEmpty();
        assertThat(read("devices:\n").problems()).isEmpty();
        assertThat(read("devices: []\n").devices()).isEmpty();
    }

    @Test
    void deviceOfEveryKindIsRead() {
        DevicesFile file =
                read(
                        SENSOR
                                + """
                                    simulated: {generator: daylight, period: 10m, noise: 3}
                                    pi4j: {chip: grove-adc, bus: 1, address: 0x08, channel: 0}
                                    counterfit: {url: "http://127.0.0.1:5000/", port: 0}
                                  - id: led
                                    kind: switch
                                    pi4j: {pin: 5, inverted: true}
                                    counterfit: {port: 5}
                                  - id: lamp
                                    kind: level
                                    pi4j: {pwm-channel: 0, frequency: 500}
                                  - id: door-button
                                    kind: input
                                    driver: simulated
                                    pi4j: {pin: 17, pull: up, debounce: 10ms, inverted: true}
                                    simulated: {value: off}
                                """);

        assertThat(file.problems()).isEmpty();
        assertThat(file.devices())
                .extracting(DeviceDefinition::id, DeviceDefinition::kind, DeviceDefinition::line)
                .containsExactly(
                        tuple("hall-light", DeviceKind.SENSOR, 2),
                        tuple("led", DeviceKind.SWITCH, 10),
                        tuple("lamp", DeviceKind.LEVEL, 14),
                        tuple("door-button", DeviceKind.INPUT, 17));
        DeviceDefinition light = file.devices().getFirst();
        assertThat(light.unit()).isEqualTo("raw");
        assertThat(light.description()).isEqualTo("Light level of the hall");
        assertThat(light.min()).isZero();
        assertThat(light.max()).isEqualTo(1023);
        assertThat(light.bindings()).containsOnlyKeys("simulated", "pi4j", "counterfit");
        assertThat(file.devices().getLast().driver()).isEqualTo("simulated");
    }

    @Test
    void everyProblemIsToldWithItsLineAndTheGoodDevicesStay() {
        DevicesFile file =
                read(
                        """
                        devices:
                          - id: good
                            kind: switch
                          - id: Hall Light
                            kind: sensro
                            descripton: x
                          - kind: switch
                          - id: good
                            kind: level
                          - id: no-range
                            kind: sensor
                          - id: turned
                            kind: sensor
                            range: {min: 10, max: 10}
                          - id: half
                            kind: sensor
                            range: {min: cold}
                          - id: pin
                            kind: switch
                            pi4j: {pin: 99, pull: up}
                          - id: url
                            kind: switch
                            counterfit: {url: "ftp://x", port: 1}
                          - id: gen
                            kind: sensor
                            range: {min: 0, max: 1}
                            simulated: {generator: dayligth}
                          - id: forced
                            kind: switch
                            driver: pi4j
                          - just words
                          - id: twice
                            kind: switch
                            kind: level
                        device: []
                        """);

        assertThat(file.devices()).extracting(DeviceDefinition::id).containsExactly("good");
        assertThat(file.problems())
                .contains(
                        problem(
                                folder,
                                4,
                                "id \"Hall Light\" may only have a-z, 0-9 and dashes inside, such as hall-lamp."),
                        problem(
                                folder,
                                5,
                                "kind \"sensro\" is not known. Did you mean \"sensor\"? There are: sensor, input, switch, level."),
                        problem(
                                folder,
                                7,
                                "this device has no \"id\". Give it a name, such as id: hall-lamp."),
                        problem(
                                folder,
                                8,
                                "id \"good\" is taken by the device in line 2. Give this one another."),
                        problem(
                                folder,
                                10,
                                "this device has no \"range\". Give it the values it can have, such as range: {min: 0, max: 1023}."),
                        problem(folder, 14, "min must be below max, not 10 and 10."),
                        problem(folder, 17, "\"min\" must be a number, not \"cold\"."),
                        problem(folder, 17, "range has no \"max\". Give it the largest value."),
                        problem(
                                folder,
                                20,
                                "\"pin\" must be a whole number from 0 to 27, not \"99\"."),
                        problem(
                                folder,
                                20,
                                "\"pull\" is not known in pi4j. There are: pin, inverted."),
                        problem(
                                folder,
                                23,
                                "\"url\" must be a URL such as http://127.0.0.1:5000, not \"ftp://x\"."),
                        problem(
                                folder,
                                27,
                                "generator \"dayligth\" is not known. Did you mean \"daylight\"? There are: constant, daylight, sine, random-walk, fill."),
                        problem(
                                folder,
                                30,
                                "driver is pi4j, but there is no \"pi4j:\" that says where the device is. Add one or remove driver."),
                        problem(
                                folder,
                                31,
                                "a device must hold keys, such as \"- id: hall-lamp\"."),
                        problem(
                                folder,
                                34,
                                "\"kind\" is given twice in this device, first in line 33. Remove one."),
                        problem(
                                folder,
                                35,
                                "\"device\" is not known in the file. Did you mean \"devices\"? There are: devices."));
        assertThat(file.problems())
                .anyMatch(line ->
                        line.contains(
                                ":6: \"descripton\" is not known in this device. Did you mean \"description\"?"))
                .hasSize(17);
    }

    @Test
    void unknownDriverIsTold() {
        assertThat(read(SENSOR + "    driver: gpio\n").problems())
                .containsExactly(
                        problem(
                                folder,
                                7,
                                "driver \"gpio\" is not known. There are: pi4j, counterfit, simulated."));
        assertThat(read(SENSOR + "    pi4: {pin: 1}\n").problems())
                .singleElement()
                .asString()
                .contains(":7: \"pi4\" is not known in this device. Did you mean \"pi4j\"?");
    }

    @Test
    void twoDevicesOnOnePinAreNamedAndTheFirstStays() {
        DevicesFile file =
                read(
                        """
                        devices:
                          - id: led
                            kind: switch
                            pi4j: {pin: 5}
                          - id: button
                            kind: input
                            pi4j: {pin: 5}
                        """);

        assertThat(file.devices()).extracting(DeviceDefinition::id).containsExactly("led");
        assertThat(file.problems())
                .containsExactly(
                        problem(
                                folder,
                                5,
                                "pi4j: GPIO 5 is taken by device \"led\" in line 2 (digital output); \"button\" wants it too (digital input). Move one of them."));
    }

    @Test
    void chipsShareABusButItsWiresAreNoPins() {
        DevicesFile file =
                read(
                        SENSOR
                                + """
                                    pi4j: {chip: grove-adc, channel: 0}
                                  - id: moisture
                                    kind: sensor
                                    range: {min: 0, max: 1000}
                                    pi4j: {chip: grove-adc, channel: 2}
                                  - id: lux
                                    kind: sensor
                                    range: {min: 0, max: 65535}
                                    pi4j: {chip: bh1750}
                                  - id: led
                                    kind: switch
                                    pi4j: {pin: 2}
                                """);

        assertThat(file.devices())
                .extracting(DeviceDefinition::id)
                .containsExactly("hall-light", "moisture", "lux");
        assertThat(file.problems())
                .singleElement()
                .asString()
                .contains("GPIO 2 is taken by device \"hall-light\"", "I2C bus 1");
    }

    @Test
    void chipAndWhereItIsMustBeGiven() {
        assertThat(read(SENSOR + "    pi4j: {address: 0x80}\n").problems())
                .anyMatch(line ->
                        line.endsWith(
                                "pi4j has no \"chip\". Give it one of grove-adc, ads1115, bh1750."))
                .anyMatch(line ->
                        line.endsWith(
                                "\"address\" must be a whole number from 3 to 119, not \"0x80\"."));
        assertThat(read(SENSOR + "    pi4j: {chip: ads1115, channel: 4}\n").problems())
                .singleElement()
                .asString()
                .endsWith("\"channel\" must be a whole number from 0 to 3, not \"4\".");
    }

    @Test
    void fillNeedsASwitchThatExists() {
        String fill = "    simulated: {generator: fill, switch: pmup}\n";
        String pump = "  - {id: pump, kind: switch}\n";

        assertThat(read(SENSOR + fill + pump).problems())
                .containsExactly(
                        problem(
                                folder,
                                2,
                                "device \"hall-light\" looks at \"pmup\", which does not exist. Did you mean \"pump\"?"));
        assertThat(read(SENSOR + "    simulated: {generator: fill}\n").problems())
                .singleElement()
                .asString()
                .contains("simulated has no \"switch\"");
    }

    @Test
    void wrongTypesAreToldAndNothingIsThrown() {
        assertThat(read("[]").problems()).hasSize(1);
        assertThat(read("devices: 5").problems())
                .singleElement()
                .asString()
                .contains("\"devices\" must be a list");
        assertThat(read("devices:\n  - id: [a]\n    kind: {}\n    pi4j: 5\n").problems())
                .anyMatch(line -> line.contains(":2: \"id\" must be a text, not a list."))
                .anyMatch(line -> line.contains(":3: \"kind\" must be a text, not a mapping."))
                .anyMatch(line -> line.contains(":4: \"pi4j\" must hold keys"));
        assertThat(read("devices:\n  - ? {a: 1}\n    : 2\n").problems()).isNotEmpty();
    }

    @Test
    void brokenYamlIsToldWithItsLine() {
        DevicesFile file = read("devices:\n  - id: led\n    kind: [switch\n");

        assertThat(file.devices()).isEmpty();
        assertThat(file.problems())
                .singleElement()
                .asString()
                .contains("devices.yaml:", "is not YAML");
    }

    @Test
    void fileThatIsNoTextIsTold() throws Exception {
        Path file = folder.resolve("devices.yaml");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        DevicesFile read =
                DevicesFile.read(
                        file, House.drivers(new VirtualTimekeeper(Instant.EPOCH), House.config()));

        assertThat(read.problems()).singleElement().asString().contains("cannot be read");
    }
}
