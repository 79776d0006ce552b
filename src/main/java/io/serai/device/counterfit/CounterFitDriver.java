package io.serai.device.counterfit;

import io.serai.device.DeviceConfig;
import io.serai.device.HttpUrls;
import io.serai.device.spi.DeviceBinding;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DevicePort;
import io.serai.device.spi.OpenDevice;
import io.serai.device.spi.ValueRange;
import io.serai.time.Timekeeper;
import io.serai.yaml.Section;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Reaches devices of CounterFit apps, any number of them. Thread-safe.
public final class CounterFitDriver implements DeviceDriver {

    private static final Duration USUAL_POLL = Duration.ofMillis(500);
    private static final int LAST_PORT = 1_023;

    private final URI usualUrl;
    private final Timekeeper time;
    private final Map<URI, CounterFitApp> apps = new ConcurrentHashMap<>();

    public CounterFitDriver(DeviceConfig config, Timekeeper time) {
        this.usualUrl = config.counterfitUrl();
        this.time = time;
    }

    @Override
    public String name() {
        return "counterfit";
    }

    @Override
    public boolean isPreferredHere() {
        return false;
    }

    @Override
    public boolean needsBinding() {
        return true;
    }

    @Override
    public DeviceBinding bind(DeviceKind kind, ValueRange range, Section section) {
        Duration poll =
                kind == DeviceKind.INPUT ? section.duration("poll", USUAL_POLL) : USUAL_POLL;
        return new CounterFitBinding(
                section.value("url", "a URL such as http://127.0.0.1:5000", HttpUrls::parse)
                        .orElse(usualUrl),
                section.requiredWhole("port", 0, LAST_PORT),
                kind.isOutput(),
                poll);
    }

    @Override
    public OpenDevice open(DeviceDefinition definition, DeviceBinding binding, DevicePort port) {
        var where = (CounterFitBinding) binding;
        CounterFitApp app = apps.computeIfAbsent(where.url(), CounterFitApp::new);
        return CounterFitDevice.open(app, where, definition.kind(), port, time);
    }

    @Override
    public void close() {
        apps.values().forEach(CounterFitApp::close);
    }
}
