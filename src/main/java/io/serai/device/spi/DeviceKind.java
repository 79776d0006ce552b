package io.serai.device.spi;

/// What a device does.
public enum DeviceKind {
    /// Measures a number.
    SENSOR,
    /// Is on or off and is only looked at: a button, a contact.
    INPUT,
    /// Is switched on and off.
    SWITCH,
    /// Is set from 0 to 100 percent.
    LEVEL;

    /// Whether it is written to.
    public boolean isOutput() {
        return this == SWITCH || this == LEVEL;
    }
}
