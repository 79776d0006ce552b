package io.serai.node.device;

import io.serai.device.DeviceControl;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceValue;
import io.serai.node.spi.BadMessageException;
import io.serai.node.spi.NodeConstants;
import io.serai.node.spi.Payloads;

import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/// A device's value as a message, and back.
final class DeviceExchange {

    private DeviceExchange() {}

    /// The device may be gone from `devices` by now; its last events are worth as much as the others.
    static void fill(Message message, DeviceControl devices, String id, DeviceValue value) {
        message.setBody(body(value));
        message.setHeader(NodeConstants.DEVICE_ID, id);
        message.setHeader(
                NodeConstants.DEVICE_UNIT, devices.find(id).map(DeviceDefinition::unit).orElse(""));
    }

    /// A whole number as such, so that it reads `143` and not `143.0`.
    private static Object body(DeviceValue value) {
        return switch (value) {
            case DeviceValue.OnOff(boolean on) -> on ? "on" : "off";
            case DeviceValue.Number(double number) -> {
                if (number == Math.rint(number) && Math.abs(number) < 1e15) {
                    yield (long) number;
                }
                yield number;
            }
        };
    }

    /// `on`, `off` or a boolean for a switch; a number, also as text, for a level.
    ///
    /// @throws BadMessageException when it is anything else
    static DeviceValue value(Message message) {
        return value(message.getBody());
    }

    /// The same of a body.
    static DeviceValue value(@Nullable Object body) {
        if (body instanceof Boolean on) {
            return new DeviceValue.OnOff(on);
        }
        if (body instanceof Number number) {
            return new DeviceValue.Number(Payloads.number(number));
        }
        String text = Payloads.text(body);
        return switch (text) {
            case "on" -> new DeviceValue.OnOff(true);
            case "off" -> new DeviceValue.OnOff(false);
            default -> {
                if (text.matches("[+-]?[0-9.]+([eE][+-]?\\d+)?")) {
                    yield new DeviceValue.Number(Payloads.number(text));
                }
                throw new BadMessageException(
                        "on, off or a number was expected, %s came"
                                .formatted(BadMessageException.quoted(text)));
            }
        };
    }
}
