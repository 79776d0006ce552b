package io.serai.device.simulated;

import io.serai.device.spi.DevicePort;
import io.serai.device.spi.DeviceValue;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/// What a simulated sensor can see of the world.
record SimulationServices(String deviceId, Timekeeper time, ZoneId zone, DevicePort port) {

    /// How far the day is, or whatever goes for one, from 0 (midnight) to 1.
    double phase(Duration period) {
        Instant now = time.now();
        long local = now.toEpochMilli() + zone.getRules().getOffset(now).getTotalSeconds() * 1_000L;
        return Math.floorMod(local, period.toMillis()) / (double) period.toMillis();
    }

    boolean isOn(String switchId) {
        return port.valueOf(switchId)
                .map(value ->
                        switch (value) {
                            case DeviceValue.OnOff(boolean on) -> on;
                            case DeviceValue.Number(double number) -> number > 0;
                        })
                .orElse(false);
    }
}
