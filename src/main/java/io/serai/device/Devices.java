package io.serai.device;

import io.serai.config.NearNames;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Every device of the house, whatever it hangs on. Thread-safe; callers of one device take turns.
///
/// A device that cannot be opened is out alone: its calls fail with the reason, health shows it, and
/// it is tried again with longer and longer waits.
public final class Devices implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

    private final Map<String, Device> devices = new LinkedHashMap<>();
    private final List<DeviceDriver> drivers;
    private final Listeners listeners;

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
        this.listeners = new Listeners(time, counters);
        for (DeviceDefinition definition : file.devices()) {
            devices.put(
                    definition.id(),
                    new Device(
                            definition,
                            driverFor(definition, config.provider()),
                            time,
                            health,
                            listeners::tell,
                            this::lastValue));
        }
    }

    /// Opens every device; those that fail are tried again later.
    public void start() {
        devices.values().forEach(Device::start);
        if (!devices.isEmpty()) {
            LOG.info("Devices: {}.", inventory());
        }
    }

    /// Every usable device, in order of the file.
    public List<DeviceDefinition> definitions() {
        return devices.values().stream().map(Device::definition).toList();
    }

    /// What the file says of a device.
    ///
    /// @throws DeviceException when there is no such device
    public DeviceDefinition definition(String id) {
        return device(id).definition();
    }

    /// The driver a device is on.
    ///
    /// @throws DeviceException when there is no such device
    public String driverOf(String id) {
        return device(id).driverName();
    }

    /// What a sensor or an input has now, or what an output was last set to. May block a few seconds.
    ///
    /// @throws DeviceException when there is no such device, or it fails, or its reading is outside its
    ///     range
    public DeviceValue read(String id) {
        return device(id).read();
    }

    /// Sets an output: a switch to on or off, a level to 0..100 or on or off. May block a few seconds.
    ///
    /// @throws DeviceException when there is no such device, or it fails, or cannot be set to `value`;
    ///     it then counts as set to what it was
    public void write(String id, DeviceValue value) {
        device(id).write(value);
    }

    /// Tells `listener` every change of a device from now on, in order, on a thread that is not the
    /// device's. A listener more than 256 events behind loses the oldest.
    ///
    /// @param idOrStar a device, or `*` for all
    /// @throws DeviceException when there is no such device
    public DeviceSubscription listen(String idOrStar, Consumer<DeviceEvent> listener) {
        if (!idOrStar.equals(Listeners.EVERY_DEVICE)) {
            device(idOrStar);
        }
        return listeners.add(idOrStar, listener);
    }

    /// Sets a simulated device by hand; its generator stops.
    ///
    /// @throws DeviceException when there is no such device, or it is not simulated, or `value` is not
    ///     for it
    public void simulate(String id, DeviceValue value) {
        device(id).simulate(value);
    }

    /// Switches every output off and lets the hardware go. Idempotent.
    @Override
    public void close() {
        @Nullable DeviceException first = null;
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

    private Optional<DeviceValue> lastValue(String id) {
        Device device = devices.get(id);
        return device == null ? Optional.empty() : device.last();
    }

    private Device device(String id) {
        Device device = devices.get(id);
        if (device == null) {
            throw new DeviceException(
                    "device \"%s\" does not exist.%s %s"
                            .formatted(
                                    id,
                                    NearNames.suggestion(id, devices.keySet()),
                                    devices.isEmpty()
                                            ? "devices.yaml declares none."
                                            : "There are: "
                                                    + String.join(", ", devices.keySet())
                                                    + "."));
        }
        return device;
    }

    private DeviceDriver driverFor(DeviceDefinition definition, DeviceConfig.Provider provider) {
        String forced = definition.driver();
        String wanted =
                forced != null
                        ? forced
                        : provider == DeviceConfig.Provider.AUTO
                                ? drivers.stream()
                                        .filter(DeviceDriver::isPreferredHere)
                                        .map(DeviceDriver::name)
                                        .filter(definition.bindings()::containsKey)
                                        .findFirst()
                                        .orElse(fallback().name())
                                : provider.name().toLowerCase(Locale.ROOT);
        Optional<DeviceDriver> found =
                drivers.stream()
                        .filter(driver -> driver.name().equals(wanted))
                        .filter(driver -> definition.bindings().containsKey(driver.name()))
                        .findFirst();
        if (found.isEmpty()) {
            LOG.info(
                    "device \"{}\" is on driver {}: it has no binding for {}.",
                    definition.id(),
                    fallback().name(),
                    wanted);
        }
        return found.orElseGet(this::fallback);
    }

    private DeviceDriver fallback() {
        return drivers.stream()
                .filter(driver -> !driver.needsBinding())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "one of the drivers must take devices without a binding"));
    }

    private String inventory() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        devices.values().forEach(device -> counts.merge(device.driverName(), 1, Integer::sum));
        return String.join(
                ", ",
                counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList());
    }
}
