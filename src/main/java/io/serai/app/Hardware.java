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
/// @param problems what is wrong in the file; the devices it is wrong with are not among `devices`
record Hardware(Devices devices, List<String> problems) implements DeviceEdits {

    static Hardware of(
            Path routes, DeviceConfig config, Timekeeper time, Health health, Counters counters) {
        List<DeviceDriver> drivers =
                List.of(
                        new Pi4jDriver(time),
                        new CounterFitDriver(config, time),
                        new SimulatedDriver(time, ZoneId.systemDefault()));
        DevicesFile file = DevicesFile.read(routes.resolve("devices.yaml"), drivers);
        return new Hardware(
                new Devices(drivers, file, config, time, health, counters), file.problems());
    }

    @Override
    public List<String> problems(String text) {
        return List.of();
    }

    @Override
    public Set<String> change(String text) {
        return Set.of();
    }
}
