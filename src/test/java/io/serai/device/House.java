package io.serai.device;

import io.serai.config.ConfigReader;
import io.serai.device.counterfit.CounterFitDriver;
import io.serai.device.pi4j.Pi4jDriver;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceValue;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.VirtualTimekeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Devices from a text, in virtual time, beginning at midnight.
public final class House implements AutoCloseable {

    public final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-06-01T00:00:00Z"));
    public final Health health = new Health();
    public final Counters counters = new Counters();
    public final Devices devices;

    private House(Path folder, String yaml, DeviceConfig config, DriverMaker... makers) {
        List<DeviceDriver> drivers =
                makers.length == 0
                        ? drivers(time, config)
                        : Arrays.stream(makers).map(maker -> maker.make(time)).toList();
        DevicesFile file = DevicesFile.read(written(folder, yaml), drivers);
        if (!file.problems().isEmpty()) {
            throw new AssertionError(file.problems());
        }
        devices = new Devices(drivers, file, config, time, health, counters);
        devices.start();
    }

    public interface DriverMaker {
        DeviceDriver make(VirtualTimekeeper time);
    }

    public static House simulated(Path folder, String yaml) {
        return with(folder, yaml, "simulated");
    }

    public static House with(Path folder, String yaml, String provider, DriverMaker... makers) {
        return new House(folder, yaml, config("--device.provider=" + provider), makers);
    }

    public static DeviceConfig config(String... arguments) {
        var reader = new ConfigReader(Path.of("."), List.of(), Map.of(), List.of(arguments));
        DeviceConfig config = DeviceConfig.read(reader);
        reader.finish();
        return config;
    }

    public static DeviceDriver simulatedDriver(VirtualTimekeeper time) {
        return new SimulatedDriver(time, ZoneOffset.UTC);
    }

    static List<DeviceDriver> drivers(VirtualTimekeeper time, DeviceConfig config) {
        return List.of(
                new Pi4jDriver(time), new CounterFitDriver(config, time), simulatedDriver(time));
    }

    static Path written(Path folder, String yaml) {
        try {
            return Files.writeString(folder.resolve("devices.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public double number(String id) {
        return ((DeviceValue.Number) devices.read(id)).value();
    }

    /// What health says of a device.
    public Health.PartHealth part(String id) {
        return Objects.requireNonNull(health.parts().get("device " + id));
    }

    public void pass(Duration span) {
        time.advance(span);
    }

    @Override
    public void close() {
        devices.close();
    }
}
