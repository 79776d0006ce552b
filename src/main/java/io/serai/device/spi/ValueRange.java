package io.serai.device.spi;

/// The values a device may have, both ends included.
public record ValueRange(double min, double max) {

    public boolean contains(double value) {
        return value >= min && value <= max;
    }

    public double width() {
        return max - min;
    }

    /// The nearest value inside.
    public double clamp(double value) {
        return Math.clamp(value, min, max);
    }

    @Override
    public String toString() {
        return new DeviceValue.Number(min) + ".." + new DeviceValue.Number(max);
    }
}
