package io.serai.device.pi4j;

import com.pi4j.io.pwm.Pwm;
import com.pi4j.io.pwm.PwmType;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;

/// A level on a PWM channel of the chip, in steps of one percent.
final class HardwarePwm implements OpenDevice {

    private final PiContext context;
    private final Pwm pwm;
    private final PiBinding.HardwarePwm binding;
    private boolean closed;

    private HardwarePwm(PiContext context, Pwm pwm, PiBinding.HardwarePwm binding) {
        this.context = context;
        this.pwm = pwm;
        this.binding = binding;
    }

    static HardwarePwm open(PiContext context, String id, PiBinding.HardwarePwm binding) {
        Pwm pwm =
                context.call(
                        "be opened as PWM channel " + binding.channel(),
                        pi4j ->
                                pi4j.create(
                                        Pwm.newConfigBuilder(pi4j)
                                                .id(id)
                                                .address(binding.channel())
                                                .pwmType(PwmType.HARDWARE)
                                                .frequency(binding.frequency())
                                                .initial(0)
                                                .shutdown(0)
                                                .build()));
        return new HardwarePwm(context, pwm, binding);
    }

    @Override
    public DeviceValue read() {
        throw new DeviceException("cannot be read: it is an output.");
    }

    @Override
    public void write(DeviceValue value) {
        int percent = (int) Math.round(Percent.of(value));
        context.call("be written", _ -> pwm.on(percent, binding.frequency()));
    }

    @Override
    public String place() {
        return "PWM channel " + binding.channel();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.call(
                    "be closed",
                    pi4j -> {
                        pi4j.shutdown(pwm);
                        return pwm;
                    });
        }
    }
}
