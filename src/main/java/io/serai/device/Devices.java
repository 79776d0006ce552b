package io.serai.device;

import io.serai.config.NearNames;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Every device of the house, whatever it hangs on. Thread-safe; callers of one device take turns.
///
/// A device that cannot be opened is out alone: its calls fail with the reason, health shows it, and
/// it is tried again with longer and longer waits.
public final class Devices implements DeviceControl, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

    private final List<DeviceDriver> drivers;
    private final DriverChoice choice;
    private final Timekeeper time;
    private final Health health;
    private final Listeners listeners;

    /// One change of the house at a time.
    private final ReentrantLock changing = new ReentrantLock();

    /// What [#expecting] is to be seen by those it is for.
    private final ScopedValue<Map<String, DeviceDefinition>> expected = ScopedValue.newInstance();

    private volatile Map<String, Device> devices;
    private boolean closed;

    /// @param drivers in order of preference; one of them takes devices without a binding. Closed with
    ///     this
    public Devices(
            List<DeviceDriver> drivers,
            DevicesFile file,
            DeviceConfig config,
            Timekeeper time,
            Health health,
            Counters counters) {
        this.drivers = List.copyOf(drivers);
        this.choice = new DriverChoice(drivers, config.provider());
        this.time = time;
        this.health = health;
        this.listeners = new Listeners(time, counters);
        Map<String, Device> all = new LinkedHashMap<>();
        for (DeviceDefinition definition : file.devices()) {
            all.put(definition.id(), make(definition, choice.of(definition)));
        }
        devices = Collections.unmodifiableMap(all);
    }

    private Device make(DeviceDefinition definition, DeviceDriver driver) {
        choice.tell(definition, driver);
        return new Device(definition, driver, time, health, listeners::tell, this::lastValue);
    }

    /// Opens every device; those that fail are tried again later.
    public void start() {
        devices.values().forEach(Device::start);
        if (!devices.isEmpty()) {
            LOG.info("Devices: {}.", inventory());
        }
    }

    /// What `text` declares, for the drivers of this house; touches nothing.
    ///
    /// @param file what problems and messages name
    public DevicesFile parse(Path file, String text) {
        return DevicesFile.parse(file, text, drivers);
    }

    /// Makes the devices of the house those of `file`. What asks for the same hardware is not touched;
    /// the rest is closed, all of it before anything is opened, so that a pin may go from one device to
    /// another. Who calls a device that changes waits for the new one. Listeners stay.
    ///
    /// @throws DeviceException when `file` has problems, or a device is kept busy; nothing has changed
    ///     then
    public DevicesChange change(DevicesFile file) {
        if (!file.problems().isEmpty()) {
            throw new DeviceException(
                    "All devices stay as they were: %s".formatted(file.problems().getFirst()));
        }
        changing.lock();
        try {
            if (closed) {
                throw new DeviceException("All devices are closed: the gateway is stopping.");
            }
            var way = new DeviceReconfiguration(devices, file, choice, this::make);
            return way.make(there -> devices = there);
        } finally {
            changing.unlock();
        }
    }

    /// What [#change] would come to; touches nothing.
    public DevicesChange differences(DevicesFile file) {
        Map<String, Device> now = devices;
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        Set<String> removed = new LinkedHashSet<>(now.keySet());
        for (DeviceDefinition definition : file.devices()) {
            String id = definition.id();
            removed.remove(id);
            Device device = now.get(id);
            if (device == null) {
                added.add(id);
            } else if (!device.isAs(definition, choice.of(definition))) {
                changed.add(id);
            }
        }
        return new DevicesChange(added, List.copyOf(removed), changed);
    }

    /// Does `work` as if the devices were those of `file`, as far as what they are is asked for. So a flow
    /// can be built for devices that do not exist yet. Only what the calling thread asks for is answered so.
    public <T> T expecting(DevicesFile file, Supplier<T> work) {
        Map<String, DeviceDefinition> definitions = new LinkedHashMap<>();
        file.devices().forEach(each -> definitions.put(each.id(), each));
        return ScopedValue.where(expected, definitions).call(work::get);
    }

    /// What outputs among `ids` are set to, as far as that is known.
    public Map<String, DeviceValue> outputs(Collection<String> ids) {
        Map<String, DeviceValue> values = new LinkedHashMap<>();
        for (String id : ids) {
            if (find(id).filter(each -> each.kind().isOutput()).isPresent()) {
                lastValue(id).ifPresent(value -> values.put(id, value));
            }
        }
        return values;
    }

    /// Every usable device, in order of the file.
    public List<DeviceDefinition> definitions() {
        return devices.values().stream().map(Device::definition).toList();
    }

    @Override
    public DeviceDefinition definition(String id) {
        if (expected.isBound()) {
            Map<String, DeviceDefinition> all = expected.get();
            DeviceDefinition found = all.get(id);
            if (found == null) {
                throw unknown(id, all.keySet());
            }
            return found;
        }
        return device(id).definition();
    }

    @Override
    public Optional<DeviceDefinition> find(String id) {
        return Optional.ofNullable(devices.get(id)).map(Device::definition);
    }

    /// The driver a device is on.
    ///
    /// @throws DeviceException when there is no such device
    public String driverOf(String id) {
        return device(id).driverName();
    }

    /// How every device does, in order of the file; at once.
    public List<DeviceReport> reports() {
        return devices.values().stream().map(Device::report).toList();
    }

    /// How one device does, at once.
    ///
    /// @throws DeviceException when there is no such device
    public DeviceReport report(String id) {
        return device(id).report();
    }

    /// Sets a device as a person wants it: an output, or what a simulated sensor or input reads. May block
    /// a few seconds.
    ///
    /// @throws DeviceException when there is no such device, or it fails, or cannot be set to `value`
    public void set(String id, DeviceValue value) {
        Device device = device(id);
        if (device.definition().kind().isOutput()) {
            device.write(value);
        } else {
            device.simulate(value);
        }
    }

    /// Lets the generator of a simulated sensor go on that was set by hand. May block a few seconds.
    ///
    /// @throws DeviceException when there is no such device, or it has no generator
    public void resume(String id) {
        device(id).resume();
    }

    @Override
    public DeviceValue read(String id) {
        return device(id).read();
    }

    @Override
    public void write(String id, DeviceValue value) {
        device(id).write(value);
    }

    @Override
    public DeviceSubscription listen(String idOrStar, Consumer<DeviceEvent> listener) {
        if (!idOrStar.equals(Listeners.EVERY_DEVICE)) {
            device(idOrStar);
        }
        return listeners.add(idOrStar, listener);
    }

    @Override
    public void simulate(String id, DeviceValue value) {
        device(id).simulate(value);
    }

    /// Sees to it that [#simulate] could be done.
    ///
    /// @throws DeviceException when there is no such device, or it is not simulated
    void requireSettable(String id) {
        device(id).requireSettable();
    }

    /// Switches every output off and lets the hardware go. Idempotent.
    @Override
    public void close() {
        @Nullable DeviceException first = null;
        changing.lock();
        try {
            closed = true;
            for (Device device : devices.values()) {
                try {
                    device.close();
                } catch (DeviceException e) {
                    first = kept(first, e);
                }
            }
            listeners.close();
            for (DeviceDriver driver : drivers) {
                try {
                    driver.close();
                } catch (DeviceException e) {
                    first = kept(first, e);
                }
            }
        } finally {
            changing.unlock();
        }
        if (first != null) {
            throw first;
        }
    }

    private static DeviceException kept(@Nullable DeviceException first, DeviceException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    /// What a device last had; empty when that is not known.
    public Optional<DeviceValue> lastValue(String id) {
        Device device = devices.get(id);
        return device == null ? Optional.empty() : device.last();
    }

    private Device device(String id) {
        Map<String, Device> there = devices;
        Device device = there.get(id);
        if (device == null) {
            throw unknown(id, there.keySet());
        }
        return device;
    }

    private static DeviceException unknown(String id, Set<String> known) {
        return new DeviceException(
                "device \"%s\" does not exist.%s %s"
                        .formatted(
                                id,
                                NearNames.suggestion(id, known),
                                known.isEmpty()
                                        ? "devices.yaml declares none."
                                        : "There are: " + String.join(", ", known) + "."));
    }

    private String inventory() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        devices.values().forEach(device -> counts.merge(device.driverName(), 1, Integer::sum));
        return String.join(
                ", ",
                counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList());
    }
}
