package io.serai.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.device.spi.DeviceBinding;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DevicePort;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.ForwardingDriver;
import io.serai.device.spi.OpenDevice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class DryDevicesTest {

    private static final String HALL =
            """
            devices:
              - id: light
                kind: sensor
                range: {min: 0, max: 1023}
                simulated: {value: 143}
              - id: led
                kind: switch
              - id: lamp
                kind: level
            """;

    @TempDir private Path folder;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> toldLive = new CopyOnWriteArrayList<>();

    private DryDevices dry(House house) {
        var dry = new DryDevices(house.devices, house.time, house.counters);
        dry.listen("*", event -> told.add(event.deviceId() + " " + event.value()));
        house.devices.listen("*", event -> toldLive.add(event.deviceId() + " " + event.value()));
        return dry;
    }

    @Test
    void whatIsSetIsRememberedAndToldAndTheDeviceIsLeftAlone() {
        try (House house = House.simulated(folder, HALL);
                DryDevices dry = dry(house)) {
            dry.write("led", DeviceValue.ON);
            dry.write("led", DeviceValue.ON);
            dry.write("lamp", DeviceValue.ON);
            house.pass(Duration.ofSeconds(1));

            assertThat(dry.read("led")).isEqualTo(DeviceValue.ON);
            assertThat(dry.read("lamp")).hasToString("100");
            assertThat(told).containsExactly("led on", "lamp 100");
            assertThat(house.devices.read("led")).isEqualTo(DeviceValue.OFF);
            assertThat(toldLive).isEmpty();
        }
    }

    @Test
    void whatCannotBeSetIsRefusedAsEver() {
        try (House house = House.simulated(folder, HALL);
                DryDevices dry = dry(house)) {
            assertThatThrownBy(() -> dry.write("lamp", new DeviceValue.Number(101)))
                    .hasMessageContaining("it takes a number from 0 to 100");
            assertThatThrownBy(() -> dry.write("light", DeviceValue.ON))
                    .hasMessageContaining("it can only be read");
            assertThatThrownBy(() -> dry.write("lmap", DeviceValue.ON))
                    .hasMessageContaining("Did you mean");
            assertThatThrownBy(() -> dry.simulate("light", new DeviceValue.Number(2000)))
                    .hasMessageContaining("it takes a number in");
        }
    }

    @Test
    void anOutputIsWhatItWasLastSetToByWhomever() {
        try (House house = House.simulated(folder, HALL);
                DryDevices dry = dry(house)) {
            house.devices.write("lamp", new DeviceValue.Number(10));
            assertThat(dry.read("lamp")).hasToString("10");

            dry.write("lamp", new DeviceValue.Number(20));
            house.pass(Duration.ofSeconds(1));
            house.devices.write("lamp", new DeviceValue.Number(30));
            house.pass(Duration.ofSeconds(1));

            assertThat(dry.read("lamp")).hasToString("30");
            assertThat(told.getLast()).isEqualTo("lamp 30");
        }
    }

    @Test
    void whatIsSetByHandStaysForThoseWhoRunDry() {
        try (House house = House.simulated(folder, HALL);
                DryDevices dry = dry(house)) {
            dry.simulate("light", new DeviceValue.Number(7));
            assertThat(house.devices.read("light")).hasToString("143");

            house.devices.simulate("light", new DeviceValue.Number(8));
            house.pass(Duration.ofSeconds(1));

            assertThat(dry.read("light")).hasToString("7");
            assertThat(told).containsExactly("light 7");
            assertThat(toldLive).containsExactly("light 8");
        }
    }

    /// Notes what is opened.
    private static final class Notes extends ForwardingDriver {
        private final List<String> opened;

        Notes(DeviceDriver driver, List<String> opened) {
            super(driver);
            this.opened = opened;
        }

        @Override
        public OpenDevice open(
                DeviceDefinition definition, DeviceBinding binding, DevicePort port) {
            opened.add(definition.id());
            return super.open(definition, binding, port);
        }
    }

    @Test
    void whereAllRunDryNoOutputIsEvenOpened() {
        List<String> opened = new CopyOnWriteArrayList<>();
        try (House house =
                House.with(
                        folder,
                        HALL,
                        "simulated",
                        time -> new DryDriver(new Notes(House.simulatedDriver(time), opened)))) {
            house.devices.write("led", DeviceValue.ON);

            assertThat(opened).containsExactly("light");
            assertThat(house.devices.read("light")).hasToString("143");
            assertThat(house.part("led").ready()).isTrue();
        }
    }
}
