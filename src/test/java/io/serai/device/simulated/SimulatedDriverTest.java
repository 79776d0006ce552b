package io.serai.device.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.device.DeviceEvent;
import io.serai.device.House;
import io.serai.device.spi.DeviceValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class SimulatedDriverTest {

    @TempDir Path folder;

    private House sensor(String range, String simulated) {
        return House.simulated(
                folder,
                """
                devices:
                  - id: s
                    kind: sensor
                    range: %s
                    simulated: %s
                  - id: pump
                    kind: switch
                """
                        .formatted(range, simulated));
    }

    private static List<Double> readings(House house, int count, Duration every) {
        List<Double> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            house.pass(every);
            readings.add(house.number("s"));
        }
        return readings;
    }

    @Test
    void daylightIsDarkAtNightAndBrightestAtNoon() {
        try (House house = sensor("{min: 0, max: 1023}", "{generator: daylight, every: 1m}")) {
            assertThat(house.number("s")).isZero();

            house.pass(Duration.ofHours(9));
            assertThat(house.number("s")).isEqualTo(723);
            house.pass(Duration.ofHours(3));
            assertThat(house.number("s")).isEqualTo(1023);
            house.pass(Duration.ofHours(7));
            assertThat(house.number("s")).isZero();
        }
    }

    @Test
    void daylightOfTenMinutesCrossesTheThresholdOfANightlightTwice() {
        try (House house =
                sensor("{min: 0, max: 1023}", "{generator: daylight, period: 10m, noise: 3}")) {
            List<Double> day = readings(house, 600, Duration.ofSeconds(1));

            int crossings = 0;
            for (int i = 10; i < day.size(); i += 10) {
                if (day.get(i) < 300 != day.get(i - 10) < 300) {
                    crossings++;
                }
            }
            assertThat(crossings).isEqualTo(2);
            assertThat(day).allMatch(value -> value >= 0 && value <= 1023 && value % 1 == 0);
        }
    }

    @Test
    void sineSwingsBetweenTheEnds() {
        try (House house = sensor("{min: 10, max: 30}", "{generator: sine, period: 1m}")) {
            assertThat(house.number("s")).isEqualTo(20);

            house.pass(Duration.ofSeconds(15));
            assertThat(house.number("s")).isEqualTo(30);
            house.pass(Duration.ofSeconds(30));
            assertThat(house.number("s")).isEqualTo(10);
        }
    }

    @Test
    void randomWalkStaysInRangeAndTheSameSeedWalksTheSameWay() {
        String walk = "{generator: random-walk, value: 20, step: 2, seed: 7}";
        List<Double> first;
        List<Double> second;
        try (House house = sensor("{min: 18, max: 22}", walk)) {
            first = readings(house, 200, Duration.ofSeconds(1));
        }
        try (House house = sensor("{min: 18, max: 22}", walk)) {
            second = readings(house, 200, Duration.ofSeconds(1));
        }

        assertThat(first).isEqualTo(second).allMatch(value -> value >= 18 && value <= 22);
        assertThat(first.stream().distinct().count()).isGreaterThan(20);
        for (int i = 1; i < first.size(); i++) {
            assertThat(Math.abs(first.get(i) - first.get(i - 1))).isLessThanOrEqualTo(2.001);
        }
    }

    @Test
    void tankFillsWhileThePumpRunsAndEmptiesAfterwards() {
        try (House house =
                sensor(
                        "{min: 0, max: 100}",
                        "{generator: fill, switch: pump, value: 40, fills-in: 100s, empties-in: 200s}")) {
            house.pass(Duration.ofSeconds(20));
            assertThat(house.number("s")).isEqualTo(30);

            house.devices.write("pump", DeviceValue.ON);
            house.pass(Duration.ofSeconds(40));
            assertThat(house.number("s")).isEqualTo(70);
            house.pass(Duration.ofSeconds(60));
            assertThat(house.number("s")).isEqualTo(100);

            house.devices.write("pump", DeviceValue.OFF);
            house.pass(Duration.ofSeconds(10));
            assertThat(house.number("s")).isEqualTo(95);
        }
    }

    @Test
    void valueSetByHandStopsTheGenerator() {
        try (House house = sensor("{min: 0, max: 100}", "{generator: sine, period: 1m}")) {
            house.devices.simulate("s", new DeviceValue.Number(12.5));
            house.pass(Duration.ofMinutes(5));

            assertThat(house.devices.read("s")).hasToString("12.5");
        }
    }

    @Test
    void theGeneratorGoesOnWhenItIsToldTo() {
        try (House house = sensor("{min: 0, max: 100}", "{generator: sine, period: 1m}")) {
            house.devices.simulate("s", new DeviceValue.Number(12.5));
            house.pass(Duration.ofSeconds(15));
            assertThat(house.devices.report("s").byHand()).isTrue();

            house.devices.resume("s");

            assertThat(house.number("s")).isEqualTo(100);
            assertThat(house.devices.report("s").byHand()).isFalse();
            house.pass(Duration.ofSeconds(30));
            assertThat(house.number("s")).isZero();
        }
    }

    @Test
    void generatedChangesReachListeners() {
        try (House house =
                sensor("{min: 0, max: 100}", "{generator: sine, period: 100s, every: 10s}")) {
            List<DeviceEvent> heard = new ArrayList<>();
            house.devices.listen("s", heard::add);

            house.pass(Duration.ofSeconds(25));

            assertThat(heard).hasSize(2);
            assertThat(heard.getLast().value()).isEqualTo(house.devices.read("s"));
        }
    }

    @Test
    void sensorWithoutAWordAboutItRestsInTheMiddleOfItsRange() {
        try (House house =
                House.simulated(
                        folder, "devices: [{id: s, kind: sensor, range: {min: -10, max: 50}}]")) {
            assertThat(house.devices.read("s")).hasToString("20");
        }
    }

    @Test
    void nothingTicksAfterClose() {
        House house = sensor("{min: 0, max: 100}", "{generator: sine}");
        List<DeviceEvent> heard = new ArrayList<>();
        house.devices.listen("s", heard::add);
        house.close();

        house.pass(Duration.ofMinutes(1));

        assertThat(heard).isEmpty();
    }
}
