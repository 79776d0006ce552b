package io.serai.device.counterfit;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DevicePort;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

/// One sensor or actuator of an app. Holds no connection, so it works again as soon as the app does.
final class CounterFitDevice implements OpenDevice {

    private final CounterFitApp app;
    private final CounterFitBinding binding;
    private final DeviceKind kind;
    private final DevicePort port;
    private Timekeeper.@Nullable Task polling;
    private boolean closed;

    private CounterFitDevice(
            CounterFitApp app, CounterFitBinding binding, DeviceKind kind, DevicePort port) {
        this.app = app;
        this.binding = binding;
        this.kind = kind;
        this.port = port;
    }

    static CounterFitDevice open(
            CounterFitApp app,
            CounterFitBinding binding,
            DeviceKind kind,
            DevicePort port,
            Timekeeper time) {
        app.greet();
        var device = new CounterFitDevice(app, binding, kind, port);
        switch (kind) {
            case SWITCH, LEVEL -> device.switchOff();
            case INPUT -> {
                port.changed(device.read());
                device.polling = time.scheduleEvery(binding.poll(), binding.poll(), device::poll);
            }
            case SENSOR -> {
                // Read when somebody asks: it may not have been created on the page yet.
            }
        }
        return device;
    }

    private void poll() {
        try {
            port.changed(read());
        } catch (DeviceException e) {
            port.failed(e);
        }
    }

    @Override
    public DeviceValue read() {
        DeviceValue value = app.sensorValue(binding.port());
        // A button made as an integer sensor says 0 or 1.
        return kind == DeviceKind.INPUT && value instanceof DeviceValue.Number(double number)
                ? new DeviceValue.OnOff(number != 0)
                : value;
    }

    @Override
    public void write(DeviceValue value) {
        app.setActuator(binding.port(), value);
    }

    private void switchOff() {
        write(kind == DeviceKind.LEVEL ? new DeviceValue.Number(0) : DeviceValue.OFF);
    }

    @Override
    public String place() {
        return "%s port %d".formatted(app.url(), binding.port());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (polling != null) {
            polling.cancel();
        }
        if (kind.isOutput()) {
            switchOff();
        }
    }
}
