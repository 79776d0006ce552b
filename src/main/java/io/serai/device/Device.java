package io.serai.device;

import io.serai.observe.Health;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/// One device on its driver: opens it, again and again with longer waits while that fails, lets one
/// caller at it at a time, remembers its value and reports its condition. Thread-safe.
///
/// `use` guards the hardware and may be held for seconds; `memory` guards the last value and is never
/// held while anything blocks, so a driver may report a change from any thread.
final class Device implements DevicePort {

    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

    private final DeviceDefinition definition;
    private final DeviceDriver driver;
    private final Timekeeper time;
    private final Condition condition;
    private final Consumer<DeviceEvent> events;
    private final Function<String, Optional<DeviceValue>> others;

    private final ReentrantLock use = new ReentrantLock();
    private @Nullable OpenDevice open;
    private @Nullable DeviceException openFailure;
    private Duration retryDelay = FIRST_RETRY;
    private long retryAtNanos;
    private Timekeeper.@Nullable Task retry;
    private boolean closed;

    private volatile @Nullable String workingAt;

    private final ReentrantLock memory = new ReentrantLock();
    private @Nullable DeviceValue last;

    Device(
            DeviceDefinition definition,
            DeviceDriver driver,
            Timekeeper time,
            Health health,
            Consumer<DeviceEvent> events,
            Function<String, Optional<DeviceValue>> others) {
        this.definition = definition;
        this.driver = driver;
        this.time = time;
        this.condition = new Condition(definition.id(), health);
        this.events = events;
        this.others = others;
        this.last =
                switch (definition.kind()) {
                    case SWITCH -> DeviceValue.OFF;
                    case LEVEL -> new DeviceValue.Number(0);
                    case SENSOR, INPUT -> null;
                };
    }

    DeviceDefinition definition() {
        return definition;
    }

    String driverName() {
        return driver.name();
    }

    /// Opens the device, or notes why not and tries again later.
    void start() {
        takeTurn();
        try {
            if (!closed && open == null) {
                tryOpen();
            }
        } finally {
            use.unlock();
        }
    }

    DeviceValue read() {
        if (definition.kind().isOutput()) {
            return valueOrThrow();
        }
        return using(device -> {
            DeviceValue value = device.read();
            FittingValue.requireReading(definition, value);
            // An input reports its edges itself; a reading could be older than the last of them.
            if (definition.kind() == DeviceKind.SENSOR) {
                remember(value);
            }
            return value;
        });
    }

    void write(DeviceValue value) {
        DeviceValue accepted = FittingValue.accept(definition, value);
        using(device -> {
            device.write(accepted);
            remember(accepted);
            return accepted;
        });
    }

    void simulate(DeviceValue value) {
        DeviceValue accepted = FittingValue.acceptSimulated(definition, value);
        using(device -> {
            if (!(device instanceof OpenDevice.Settable settable)) {
                throw new DeviceException(
                        "is on driver %s and cannot be set by hand. Set device.provider = simulated for that."
                                .formatted(driver.name()));
            }
            settable.set(accepted);
            remember(accepted);
            return accepted;
        });
    }

    Optional<DeviceValue> last() {
        memory.lock();
        try {
            return Optional.ofNullable(last);
        } finally {
            memory.unlock();
        }
    }

    @Override
    public void changed(DeviceValue value) {
        remember(value);
        String where = workingAt;
        if (where != null) {
            condition.works(where);
        }
    }

    @Override
    public void failed(DeviceException failure) {
        condition.fails(named(failure).getMessage());
    }

    @Override
    public Optional<DeviceValue> valueOf(String otherId) {
        return others.apply(otherId);
    }

    void close() {
        takeTurn();
        try {
            closed = true;
            if (retry != null) {
                retry.cancel();
            }
            OpenDevice device = open;
            open = null;
            if (device != null) {
                device.close();
            }
        } catch (RuntimeException e) {
            throw named(e);
        } finally {
            use.unlock();
            condition.close();
        }
    }

    private DeviceValue using(Function<OpenDevice, DeviceValue> work) {
        takeTurn();
        try {
            if (closed) {
                throw new DeviceException(
                        "device \"%s\" is closed: the gateway is stopping."
                                .formatted(definition.id()));
            }
            OpenDevice device = open == null ? openNow() : open;
            try {
                DeviceValue value = work.apply(device);
                condition.works(driver.name() + ", " + device.place());
                return value;
            } catch (RuntimeException e) {
                DeviceException named = named(e);
                condition.fails(named.getMessage());
                throw named;
            }
        } finally {
            use.unlock();
        }
    }

    private OpenDevice openNow() {
        DeviceException failure = openFailure;
        if (failure == null || time.nanos() - retryAtNanos >= 0) {
            tryOpen();
        }
        if (open != null) {
            return open;
        }
        throw openFailure == null
                ? new DeviceException("device \"%s\" is not open.".formatted(definition.id()))
                : new DeviceException(openFailure.getMessage(), openFailure);
    }

    private void tryOpen() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
        DeviceBinding binding = definition.bindings().get(driver.name());
        try {
            if (binding == null) {
                throw new DeviceException(
                        "has no %s: binding. Add one in %s."
                                .formatted(driver.name(), definition.file()));
            }
            OpenDevice device = driver.open(definition, binding, this);
            open = device;
            openFailure = null;
            retryDelay = FIRST_RETRY;
            String where = driver.name() + ", " + device.place();
            workingAt = where;
            condition.works(where);
        } catch (RuntimeException e) {
            openFailure =
                    new DeviceException(
                            "%s Only this device is out; it is tried again every %d s or less."
                                    .formatted(named(e).getMessage(), LONGEST_RETRY.toSeconds()),
                            e);
            retryAtNanos = time.nanos() + retryDelay.toNanos();
            retry = time.schedule(retryDelay, this::start);
            retryDelay = min(retryDelay.multipliedBy(2), LONGEST_RETRY);
            condition.fails(openFailure.getMessage());
        }
    }

    private void remember(DeviceValue value) {
        memory.lock();
        try {
            if (!value.equals(last)) {
                last = value;
                events.accept(new DeviceEvent(definition.id(), value, time.now()));
            }
        } finally {
            memory.unlock();
        }
    }

    private DeviceValue valueOrThrow() {
        return last().orElseThrow(() ->
                new DeviceException("device \"%s\" has no value yet.".formatted(definition.id())));
    }

    private void takeTurn() {
        boolean mine;
        try {
            mine = use.tryLock(TURN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeviceException(
                    "device \"%s\": interrupted while waiting for its turn."
                            .formatted(definition.id()),
                    e);
        }
        if (!mine) {
            throw new DeviceException(
                    "device \"%s\" has been busy for %d s; this request is given up. Check the device and its wiring."
                            .formatted(definition.id(), TURN_TIMEOUT.toSeconds()));
        }
    }

    /// What went wrong, with the device's name; a driver's own mistake is no reason to take the rest of
    /// the house down.
    private DeviceException named(RuntimeException e) {
        String reason =
                e instanceof DeviceException
                        ? e.getMessage()
                        : "fails in driver %s: %s. Please report this.".formatted(driver.name(), e);
        return new DeviceException("device \"%s\" %s".formatted(definition.id(), reason), e);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
