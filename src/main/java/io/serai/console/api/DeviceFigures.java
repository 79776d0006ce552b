package io.serai.console.api;

import io.serai.device.Devices;
import io.serai.observe.MetricSource;

import java.util.List;
import java.util.Map;

/// When devices had a value last, for Prometheus. Thread-safe.
public record DeviceFigures(Devices devices) implements MetricSource {

    private static final double MILLIS = 1e3;

    @Override
    public List<Figure> figures() {
        return devices.reports().stream()
                .flatMap(device ->
                        device.time().stream()
                                .map(time ->
                                        new Figure(
                                                "device_last_seen_timestamp_seconds",
                                                "When the device had a value last, since 1970.",
                                                Map.of("device", device.definition().id()),
                                                time.toEpochMilli() / MILLIS)))
                .toList();
    }
}
