package io.serai.device.pi4j;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DevicePort;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;

import java.util.concurrent.TimeUnit;

/// A button or contact on a pin.
final class PinInput implements OpenDevice {

    private final PiContext context;
    private final DigitalInput input;
    private final PiBinding.Input binding;
    private boolean closed;

    private PinInput(PiContext context, DigitalInput input, PiBinding.Input binding) {
        this.context = context;
        this.input = input;
        this.binding = binding;
    }

    static PinInput open(PiContext context, String id, PiBinding.Input binding, DevicePort port) {
        DigitalInput input =
                context.call(
                        "be opened as GPIO " + binding.pin(),
                        pi4j ->
                                pi4j.create(
                                        DigitalInput.newConfigBuilder(pi4j)
                                                .id(id)
                                                .address(binding.pin())
                                                .pull(
                                                        switch (binding.pull()) {
                                                            case UP -> PullResistance.PULL_UP;
                                                            case DOWN -> PullResistance.PULL_DOWN;
                                                            case OFF -> PullResistance.OFF;
                                                        })
                                                .debounce(
                                                        TimeUnit.NANOSECONDS.toMicros(
                                                                binding.debounce().toNanos()))
                                                .build()));
        var device = new PinInput(context, input, binding);
        input.addListener(event -> port.changed(device.valueOf(event.state())));
        try {
            port.changed(device.read());
        } catch (DeviceException e) {
            device.closeAfter(e);
            throw e;
        }
        return device;
    }

    private void closeAfter(DeviceException failure) {
        try {
            close();
        } catch (DeviceException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public DeviceValue read() {
        return context.call("be read", _ -> valueOf(input.state()));
    }

    private DeviceValue valueOf(DigitalState state) {
        return new DeviceValue.OnOff((state == DigitalState.HIGH) != binding.inverted());
    }

    @Override
    public void write(DeviceValue value) {
        throw new DeviceException("cannot be written: it is an input.");
    }

    @Override
    public String place() {
        return "GPIO " + binding.pin();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.call(
                    "be closed",
                    pi4j -> {
                        pi4j.shutdown(input);
                        return input;
                    });
        }
    }
}
