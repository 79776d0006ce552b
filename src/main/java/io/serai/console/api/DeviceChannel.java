package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.deploy.FlowControl;
import io.serai.device.DeviceSubscription;
import io.serai.device.Devices;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Devices by id, as they change. Thread-safe.
public final class DeviceChannel implements LiveChannel {

    /// What no event tells: faults, readings that stay the same, devices that come and go.
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final Devices devices;
    private final FlowControl control;
    private final Timekeeper time;

    public DeviceChannel(Devices devices, FlowControl control, Timekeeper time) {
        this.devices = devices;
        this.control = control;
        this.time = time;
    }

    @Override
    public String name() {
        return "devices";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        Watching watching = Watching.begin(feed, time, PERIOD, this::all);
        DeviceSubscription changes = devices.listen("*", _ -> watching.look());
        return () -> {
            changes.close();
            watching.close();
        };
    }

    private Map<String, JsonNode> all() {
        Map<String, Set<String>> users = control.usersOfDevices();
        Map<String, JsonNode> all = new LinkedHashMap<>();
        devices.reports()
                .forEach(each -> all.put(each.definition().id(), DeviceJson.of(each, users)));
        return all;
    }
}
