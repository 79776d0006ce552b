package io.serai.mqtt;

/// Quality of service, MQTT 3.1.1 section 4.3.
public enum Qos {
    AT_MOST_ONCE(0),
    AT_LEAST_ONCE(1),
    EXACTLY_ONCE(2);

    private final int level;

    Qos(int level) {
        this.level = level;
    }

    /// 0, 1 or 2, as on the wire.
    public int level() {
        return level;
    }

    /// The QoS of a level.
    ///
    /// @throws IllegalArgumentException when `level` is not 0, 1 or 2
    public static Qos of(int level) {
        return switch (level) {
            case 0 -> AT_MOST_ONCE;
            case 1 -> AT_LEAST_ONCE;
            case 2 -> EXACTLY_ONCE;
            default -> throw new IllegalArgumentException("qos must be 0, 1 or 2, is " + level);
        };
    }

    /// What a subscriber granted `granted` gets of a message published with this QoS
    /// [MQTT-3.8.4-6].
    public Qos cappedAt(Qos granted) {
        return compareTo(granted) <= 0 ? this : granted;
    }
}
