package io.serai.testing;

import io.serai.device.DeviceConfig;
import io.serai.device.Devices;
import io.serai.device.DevicesFile;
import io.serai.device.counterfit.CounterFitDriver;
import io.serai.device.pi4j.Pi4jDriver;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.device.spi.DeviceDriver;
import io.serai.link.Links;
import io.serai.link.settings.LinkConfig;
import io.serai.mqtt.MqttLinks;
import io.serai.node.Palette;
import io.serai.node.input.InputConfig;
import io.serai.node.input.MqttInputs;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.runtime.FlowFactory;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.store.Store;
import io.serai.time.VirtualTimekeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// The rooms below a flow, for tests: simulated devices, virtual time, links that never connect.
public final class Bench implements AutoCloseable {

    public final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
    public final Counters counters = new Counters();
    public final FlowLog flowLog = new FlowLog(time);
    public final Health health = new Health();
    public final Devices devices;
    public final MemoryMessages messages;
    public final Palette palette;
    public final FlowFactory factory;
    private final Links links;

    private Bench(Path devicesFile, Store store, Map<String, String> settings) {
        DeviceConfig config =
                new DeviceConfig(
                        DeviceConfig.Provider.SIMULATED, URI.create("http://127.0.0.1:5000"));
        List<DeviceDriver> drivers =
                List.of(
                        new Pi4jDriver(time),
                        new CounterFitDriver(config, time),
                        new SimulatedDriver(time, ZoneOffset.UTC));
        DevicesFile file = DevicesFile.read(devicesFile, drivers);
        if (!file.problems().isEmpty()) {
            throw new AssertionError(file.problems());
        }
        devices = new Devices(drivers, file, config, time, health, counters);
        devices.start();
        messages = new MemoryMessages(time);
        links = new Links(LinkConfig.DEFAULT, time, store, messages, messages, health, counters);
        links.connectTo("tcp://127.0.0.1:1", Long.MAX_VALUE); // never started, so never called
        palette = palette(links, store);
        factory = new FlowFactory(palette, settings, time, counters, flowLog);
    }

    /// With these devices, in the form of `devices.yaml`, declared in `folder`.
    public static Bench withDevices(Path folder, String yaml) {
        return withDevices(folder, yaml, new MemoryStore());
    }

    /// With a switch `lamp` and a sensor `light`.
    public static Bench withLampAndLight(Path folder) {
        return withDevices(
                folder,
                """
                devices:
                  - {id: lamp, kind: switch}
                  - {id: light, kind: sensor, range: {min: 0, max: 1023}}
                """);
    }

    /// With these devices and what `store` has kept.
    public static Bench withDevices(Path folder, String yaml, Store store) {
        try {
            Path file = folder.resolve("devices.yaml");
            Files.writeString(file, yaml);
            return new Bench(file, store, Map.of("data.dir", folder.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A palette of this bench's devices on other links.
    public Palette palette(MqttLinks others, Store store) {
        var inputs =
                new MqttInputs(messages, messages, InputConfig.DEFAULT, time, counters, health);
        return new Palette(others, inputs, devices, store, time, counters);
    }

    @Override
    public void close() {
        links.close();
        devices.close();
    }
}
