package io.serai.mqtt;

import java.util.Arrays;

/// The version of the protocol that a connection speaks.
public enum MqttVersion {
    V3_1_1("3.1.1"),
    V5("5");

    private final String text;

    MqttVersion(String text) {
        this.text = text;
    }

    /// The version of a text, `3.1.1` or `5`.
    ///
    /// @throws IllegalArgumentException when it is neither
    public static MqttVersion of(String text) {
        return Arrays.stream(values())
                .filter(each -> each.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be 3.1.1 or 5"));
    }

    @Override
    public String toString() {
        return text;
    }
}
