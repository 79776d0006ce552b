package io.serai.device;

import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// The way from the devices there are to those a file declares. Used once, by one thread.
final class DeviceReconfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceReconfiguration.class);

    private final DriverChoice choice;
    private final Map<String, Device> next = new LinkedHashMap<>();
    private final List<Device> added = new ArrayList<>();
    private final List<Device> removed = new ArrayList<>();
    private final Map<Device, Wanted> changed = new LinkedHashMap<>();
    private final Map<Device, DeviceDefinition> kept = new LinkedHashMap<>();
    private final List<Device> held = new ArrayList<>();

    private record Wanted(DeviceDefinition definition, DeviceDriver driver) {}

    /// @param maker of devices that are new
    DeviceReconfiguration(
            Map<String, Device> now,
            DevicesFile file,
            DriverChoice choice,
            BiFunction<DeviceDefinition, DeviceDriver, Device> maker) {
        this.choice = choice;
        for (DeviceDefinition definition : file.devices()) {
            DeviceDriver driver = choice.of(definition);
            Device device = now.get(definition.id());
            if (device == null) {
                device = maker.apply(definition, driver);
                added.add(device);
            } else if (device.isAs(definition, driver)) {
                kept.put(device, definition);
            } else {
                changed.put(device, new Wanted(definition, driver));
            }
            next.put(definition.id(), device);
        }
        now.forEach((id, device) -> {
            if (!next.containsKey(id)) {
                removed.add(device);
            }
        });
    }

    /// @param there told of the devices by id, when those that leave are closed and none that comes is open
    /// @throws DeviceException when a device is kept busy; nothing has changed then
    DevicesChange make(Consumer<Map<String, Device>> there) {
        try {
            List<Device> leaving = new ArrayList<>(removed);
            leaving.addAll(changed.keySet());
            for (Device device : leaving) {
                device.hold();
                held.add(device);
            }
            kept.forEach(Device::relabel);
            leaving.forEach(DeviceReconfiguration::release);
            for (Device device : removed) {
                device.end("it was removed from devices.yaml");
                letGo(device);
            }
            there.accept(Collections.unmodifiableMap(next));
            changed.forEach((device, wanted) -> {
                choice.tell(wanted.definition(), wanted.driver());
                device.redefine(wanted.definition(), wanted.driver());
                letGo(device);
            });
            added.forEach(Device::start);
        } finally {
            held.forEach(Device::letGo);
        }
        return new DevicesChange(ids(added), ids(removed), ids(changed.keySet()));
    }

    private static void release(Device device) {
        try {
            device.release();
        } catch (DeviceException e) {
            LOG.warn("{} It is given up all the same.", e.getMessage());
        }
    }

    private void letGo(Device device) {
        held.remove(device);
        device.letGo();
    }

    private static List<String> ids(Collection<Device> some) {
        return some.stream().map(device -> device.definition().id()).toList();
    }
}
