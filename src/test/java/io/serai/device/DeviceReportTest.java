package io.serai.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

class DeviceReportTest {

    private static final String DEVICES =
            """
            devices:
              - id: light
                kind: sensor
                range: {min: 0, max: 1023}
                simulated: {value: 143}
              - id: lamp
                kind: switch
              - id: far
                kind: sensor
                range: {min: 0, max: 1023}
                driver: counterfit
                counterfit: {url: "http://127.0.0.1:1", port: 3}
            """;

    @TempDir private Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = House.simulated(folder, DEVICES);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aValueComesWithTheTimeThatItWasLastThere() {
        house.devices.write("lamp", DeviceValue.ON);
        house.pass(Duration.ofSeconds(90));
        house.devices.write("lamp", DeviceValue.ON);

        DeviceReport lamp = house.devices.report("lamp");

        assertThat(lamp.value()).contains(DeviceValue.ON);
        assertThat(lamp.time()).contains(house.time.now());
        assertThat(lamp.driver()).isEqualTo("simulated");
        assertThat(lamp.isSimulated()).isTrue();
        assertThat(lamp.error()).isEmpty();
    }

    @Test
    void aPersonSetsOutputsAndWhatIsSimulated() {
        house.devices.set("lamp", DeviceValue.parse("on"));
        house.devices.set("light", DeviceValue.parse("310"));

        assertThat(house.devices.read("lamp")).isEqualTo(DeviceValue.ON);
        assertThat(house.number("light")).isEqualTo(310);
        assertThat(house.devices.report("light").isSettable()).isTrue();
        assertThat(house.devices.report("far").isSettable()).isFalse();
    }

    @Test
    void whyADeviceIsOutIsTold() {
        assertThatThrownBy(() -> house.devices.read("far")).isInstanceOf(DeviceException.class);

        DeviceReport far = house.devices.report("far");

        assertThat(far.error()).contains("far", "127.0.0.1");
        assertThat(far.value()).isEmpty();
        assertThat(far.time()).isEmpty();
        assertThat(house.devices.reports())
                .extracting(each -> each.definition().id())
                .containsExactly("light", "lamp", "far");
    }

    @Test
    void onlyOnOffAndNumbersAreValues() {
        assertThat(DeviceValue.parse("off")).isEqualTo(DeviceValue.OFF);
        assertThat(DeviceValue.parse("-2.5e1")).isEqualTo(new DeviceValue.Number(-25));
        for (String bad : new String[] {"", "ON", "NaN", "1e999", "0x10", "1 2"}) {
            assertThatThrownBy(() -> DeviceValue.parse(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
