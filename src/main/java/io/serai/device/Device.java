package io.serai.device;

import io.serai.device.spi.DeviceBinding;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;
import io.serai.observe.Health;
import io.serai.time.Backoff;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/// One device on its driver: opens it, again and again with longer waits while that fails, lets one
/// caller at it at a time, remembers its value and reports its condition. It may come to be defined
/// differently; who calls meanwhile waits. Thread-safe.
///
/// `use` guards the hardware and may be held for seconds; the last value is known without it.
final class Device {

    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

    private final String id;
    private final Timekeeper time;
    private final Health health;
    private final Function<String, Optional<DeviceValue>> others;
    private final LastValue last;

    private final ReentrantLock use = new ReentrantLock();
    private volatile DeviceDefinition definition;
    private volatile DeviceDriver driver;
    private volatile Condition condition;
    private volatile @Nullable DeviceOpening opening;
    private @Nullable DeviceException openFailure;
    private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
    private long retryAtNanos;
    private Timekeeper.@Nullable Task retry;
    private @Nullable String whyClosed;

    Device(
            DeviceDefinition definition,
            DeviceDriver driver,
            Timekeeper time,
            Health health,
            Consumer<DeviceEvent> events,
            Function<String, Optional<DeviceValue>> others) {
        this.id = definition.id();
        this.definition = definition;
        this.driver = driver;
        this.time = time;
        this.health = health;
        this.condition = new Condition(id, health);
        this.others = others;
        this.last = new LastValue(id, definition.kind(), time, events);
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
            if (whyClosed == null && opening == null) {
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
        return using(defined ->
                opened -> {
                    DeviceValue value = opened.device().read();
                    FittingValue.requireReading(defined, value);
                    // An input reports its edges itself; a reading could be older than the last of
                    // them.
                    if (defined.kind() == DeviceKind.SENSOR) {
                        last.set(opened, value);
                    }
                    return value;
                });
    }

    void write(DeviceValue value) {
        using(defined -> {
            DeviceValue accepted = FittingValue.accept(defined, value);
            return opened -> {
                opened.device().write(accepted);
                last.set(opened, accepted);
                return accepted;
            };
        });
    }

    void simulate(DeviceValue value) {
        requireSettable(); // not to be set by hand is no fault of the device
        using(defined -> {
            DeviceValue accepted = FittingValue.acceptSimulated(defined, value);
            return opened -> {
                settable(opened).set(accepted);
                last.set(opened, accepted);
                return accepted;
            };
        });
    }

    /// Ends what [#simulate] began.
    void resume() {
        takeTurn();
        try {
            if (!((opening == null ? openNow() : opening).device()
                    instanceof OpenDevice.Generated generated)) {
                throw new DeviceException(
                        "has no generator to go back to; only simulated sensors have one.");
            }
            generated.resume();
        } catch (RuntimeException e) {
            throw named(e);
        } finally {
            use.unlock();
        }
    }

    private OpenDevice.Settable settable(DeviceOpening opened) {
        if (opened.device() instanceof OpenDevice.Settable settable) {
            return settable;
        }
        throw new DeviceException(
                "is on driver %s and cannot be set by hand. Set device.provider = simulated for that."
                        .formatted(driver.name()));
    }

    void requireSettable() {
        takeTurn();
        try {
            var _ = settable(opening == null ? openNow() : opening);
        } catch (RuntimeException e) {
            throw named(e);
        } finally {
            use.unlock();
        }
    }

    Optional<DeviceValue> last() {
        return last.get();
    }

    /// As far as is known without the hardware, so at once.
    DeviceReport report() {
        DeviceOpening now = opening;
        return new DeviceReport(
                definition,
                driver.name(),
                now == null ? "" : now.place(),
                now != null && now.isSettable(),
                now != null && now.isByHand(),
                last.get(),
                last.at(),
                condition.fault());
    }

    /// Whether `other` asks for the very hardware this one has, used in the same way.
    boolean isAs(DeviceDefinition other, DeviceDriver otherDriver) {
        DeviceDefinition mine = definition;
        return driver.equals(otherDriver)
                && mine.kind() == other.kind()
                && mine.min() == other.min()
                && mine.max() == other.max()
                && Objects.equals(
                        mine.bindings().get(driver.name()), other.bindings().get(driver.name()));
    }

    /// Takes over what people read of the device. Only for a definition that it [#isAs].
    void relabel(DeviceDefinition same) {
        definition = same;
    }

    /// Keeps everyone else out until [#letGo]; for a change of several devices at once.
    ///
    /// @throws DeviceException when another caller keeps it for too long
    void hold() {
        takeTurn();
    }

    /// Lets others at the device after [#hold].
    void letGo() {
        use.unlock();
    }

    /// Gives back the hardware. The device is then to be [redefined][#redefine] or [ended][#end].
    ///
    /// @throws DeviceException when that fails; the hardware counts as given back all the same
    void release() {
        use.lock();
        try {
            if (retry != null) {
                retry.cancel();
                retry = null;
            }
            DeviceOpening was = opening;
            opening = null;
            openFailure = null;
            backoff.reset();
            last.trust(null);
            if (was != null) {
                was.device().close();
            }
        } catch (RuntimeException e) {
            throw named(e);
        } finally {
            use.unlock();
        }
    }

    /// Opens it as another definition says, or notes why not and tries again later.
    void redefine(DeviceDefinition other, DeviceDriver on) {
        use.lock();
        try {
            condition.close();
            condition = new Condition(id, health);
            last.redefine(definition.kind(), other.kind());
            definition = other;
            driver = on;
            tryOpen();
        } finally {
            use.unlock();
        }
    }

    /// Nobody can use it any more; calls fail with `why`.
    void end(String why) {
        use.lock();
        try {
            whyClosed = why;
            condition.close();
        } finally {
            use.unlock();
        }
    }

    /// @throws DeviceException when the hardware cannot be given back, or another caller keeps it for too
    ///     long
    void close() {
        takeTurn();
        try {
            release();
        } finally {
            end("the gateway is stopping");
            use.unlock();
        }
    }

    /// @param work looks at the definition before the hardware: what is wrong then is no fault of the device
    private DeviceValue using(
            Function<DeviceDefinition, Function<DeviceOpening, DeviceValue>> work) {
        takeTurn();
        try {
            if (whyClosed != null) {
                throw new DeviceException("device \"%s\" is closed: %s.".formatted(id, whyClosed));
            }
            Function<DeviceOpening, DeviceValue> step = work.apply(definition);
            DeviceOpening opened = opening == null ? openNow() : opening;
            try {
                DeviceValue value = step.apply(opened);
                opened.works();
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

    private DeviceOpening openNow() {
        DeviceException failure = openFailure;
        if (failure == null || time.nanos() - retryAtNanos >= 0) {
            tryOpen();
        }
        if (opening != null) {
            return opening;
        }
        throw openFailure == null
                ? new DeviceException("device \"%s\" is not open.".formatted(id))
                : new DeviceException(openFailure.getMessage(), openFailure);
    }

    private void tryOpen() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
        DeviceBinding binding = definition.bindings().get(driver.name());
        var fresh = new DeviceOpening(id, driver.name(), last, condition, others);
        last.trust(fresh);
        try {
            if (binding == null) {
                throw new DeviceException(
                        "has no %s: binding. Add one in %s."
                                .formatted(driver.name(), definition.file()));
            }
            fresh.ready(driver.open(definition, binding, fresh));
            opening = fresh;
            openFailure = null;
            backoff.reset();
        } catch (RuntimeException e) {
            last.trust(null);
            openFailure =
                    new DeviceException(
                            "%s Only this device is out; it is tried again every %d s or less."
                                    .formatted(named(e).getMessage(), LONGEST_RETRY.toSeconds()),
                            e);
            Duration wait = backoff.next();
            retryAtNanos = time.nanos() + wait.toNanos();
            retry = time.schedule(wait, this::start);
            condition.fails(openFailure.getMessage());
        }
    }

    private DeviceValue valueOrThrow() {
        return last().orElseThrow(
                        () -> new DeviceException("device \"%s\" has no value yet.".formatted(id)));
    }

    private void takeTurn() {
        boolean mine;
        try {
            mine = use.tryLock(TURN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeviceException(
                    "device \"%s\": interrupted while waiting for its turn.".formatted(id), e);
        }
        if (!mine) {
            throw new DeviceException(
                    "device \"%s\" has been busy for %d s; this request is given up. Check the device and its wiring."
                            .formatted(id, TURN_TIMEOUT.toSeconds()));
        }
    }

    /// What went wrong, with the device's name; a driver's own mistake is no reason to take the rest of
    /// the house down.
    private DeviceException named(RuntimeException e) {
        String reason =
                e instanceof DeviceException
                        ? e.getMessage()
                        : "fails in driver %s: %s. Please report this.".formatted(driver.name(), e);
        return new DeviceException("device \"%s\" %s".formatted(id, reason), e);
    }
}
