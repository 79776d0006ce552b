package io.serai.device.pi4j;

import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;

/// A pin that drives something; off when opened and when closed. Not thread-safe.
final class Pin {

    private final PiContext context;
    private final DigitalOutput output;
    private final int number;
    private final DigitalState on;
    private final DigitalState off;
    private boolean closed;

    private Pin(PiContext context, DigitalOutput output, int number, boolean inverted) {
        this.context = context;
        this.output = output;
        this.number = number;
        this.on = inverted ? DigitalState.LOW : DigitalState.HIGH;
        this.off = DigitalState.getInverseState(on);
    }

    static Pin open(PiContext context, String id, int number, boolean inverted) {
        DigitalState off = inverted ? DigitalState.HIGH : DigitalState.LOW;
        DigitalOutput output =
                context.call(
                        "be opened as GPIO " + number,
                        pi4j ->
                                pi4j.create(
                                        DigitalOutput.newConfigBuilder(pi4j)
                                                .id(id)
                                                .address(number)
                                                .initial(off)
                                                .shutdown(off)
                                                .build()));
        return new Pin(context, output, number, inverted);
    }

    void set(boolean value) {
        context.call("be written", _ -> output.state(value ? on : off));
    }

    String place() {
        return "GPIO " + number;
    }

    void close() {
        if (!closed) {
            closed = true;
            context.call(
                    "be closed",
                    pi4j -> {
                        output.state(off);
                        pi4j.shutdown(output);
                        return output;
                    });
        }
    }
}
