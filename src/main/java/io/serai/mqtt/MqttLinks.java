package io.serai.mqtt;

/// Every way to a broker that flows share. Thread-safe.
public interface MqttLinks {

    /// The link for `spec`, made on first use. It is not yet connected when this returns, and need
    /// not be for subscribing and publishing.
    ///
    /// @throws IllegalArgumentException when no link can be made for `spec`; says what to change
    MqttLink link(ConnectionSpec spec);
}
