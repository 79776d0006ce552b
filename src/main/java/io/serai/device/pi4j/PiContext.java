package io.serai.device.pi4j;

import com.pi4j.Pi4J;
import com.pi4j.boardinfo.util.BoardInfoHelper;
import com.pi4j.boardinfo.util.PwmChipUtil;
import com.pi4j.context.Context;
import com.pi4j.context.ContextBuilder;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalInputProvider;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutputProvider;
import com.pi4j.plugin.linuxfs.provider.i2c.LinuxFsI2CProvider;
import com.pi4j.plugin.linuxfs.provider.pwm.LinuxFsPwmProvider;

import io.serai.device.spi.DeviceException;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/// Pi4J's context: one in the process, made when the first device needs it. Every call into Pi4J goes
/// through [#call], so that what it throws comes out with a remedy. Thread-safe.
final class PiContext {

    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<Context> maker;
    private @Nullable Context context;
    private boolean closed;

    PiContext(Supplier<Context> maker) {
        this.maker = maker;
    }

    /// The real hardware, provider by provider: detection would bring in mocks on a machine that is no
    /// Pi, and one provider that cannot start takes the whole context with it, so pins are left out
    /// where they cannot be used and the buses still work.
    static Context ofThisMachine(DeviceFiles files) {
        ContextBuilder builder =
                Pi4J.newContextBuilder()
                        .noAutoDetect()
                        .add(
                                LinuxFsI2CProvider.newInstance(),
                                LinuxFsPwmProvider.newInstance(
                                        PwmChipUtil.DEFAULT_PWM_SYSTEM_PATH, pwmChip()));
        if (files.hasPins()) {
            builder.add(
                    GpioDDigitalInputProvider.newInstance(),
                    GpioDDigitalOutputProvider.newInstance());
        }
        return builder.build();
    }

    private static int pwmChip() {
        return BoardInfoHelper.usesRP1()
                ? PwmChipUtil.getPWMChipForRP1(PwmChipUtil.DEFAULT_PWM_SYSTEM_PATH)
                : PwmChipUtil.DEFAULT_LEGACY_PWM_CHIP;
    }

    /// @param aim what is being tried: `be opened`
    /// @throws DeviceException when it fails
    <T> T call(String aim, Function<Context, T> work) {
        try {
            return work.apply(context());
        } catch (DeviceException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new DeviceException(
                    "cannot %s: %s. Check its wiring, that no other program uses it, and that this is a Raspberry Pi."
                            .formatted(aim, rootMessage(e)),
                    e);
        }
    }

    private Context context() {
        lock.lock();
        try {
            if (closed) {
                throw new DeviceException("cannot be used: the gateway is stopping.");
            }
            Context current = context;
            if (current == null) {
                current = maker.get();
                context = current;
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        Context current;
        lock.lock();
        try {
            closed = true;
            current = context;
            context = null;
        } finally {
            lock.unlock();
        }
        if (current != null) {
            try {
                current.shutdown();
            } catch (RuntimeException e) {
                throw new DeviceException(
                        "Pi4J could not be shut down: %s. Pins may keep their state until reboot."
                                .formatted(rootMessage(e)),
                        e);
            }
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null || message.isBlank()
                ? root.getClass().getSimpleName()
                : message.strip().replaceAll("[.!]+$", "");
    }
}
