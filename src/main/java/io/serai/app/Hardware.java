package io.serai.app;

import io.serai.deploy.DeviceEdits;
import io.serai.device.DeviceConfig;
import io.serai.device.DeviceDriver;
import io.serai.device.Devices;
import io.serai.device.DevicesFile;
import io.serai.device.counterfit.CounterFitDriver;
import io.serai.device.pi4j.Pi4jDriver;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.Timekeeper;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/// The devices of `routes/devices.yaml` on every driver there is.
///
/// @param problems what was wrong in the file at the start; the devices it is wrong with are not among `devices`
record Hardware(Path file, Devices devices, List<String> problems) implements DeviceEdits {

    static Hardware of(
            Path routes, DeviceConfig config, Timekeeper time, Health health, Counters counters) {
        List<DeviceDriver> drivers =
                List.of(
                        new Pi4jDriver(time),
                        new CounterFitDriver(config, time),
                        new SimulatedDriver(time, ZoneId.systemDefault()));
        Path file = routes.resolve("devices.yaml");
        DevicesFile declared = DevicesFile.read(file, drivers);
        return new Hardware(
                file,
                new Devices(drivers, declared, config, time, health, counters),
                declared.problems());
    }

    @Override
    public List<String> problems(String text) {
        return devices.parse(file, text).problems();
    }

    @Override
    public Set<String> change(String text) {
        return devices.change(devices.parse(file, text)).ids();
    }
}
