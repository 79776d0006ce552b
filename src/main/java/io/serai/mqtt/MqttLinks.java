package io.serai.mqtt;

/// Every way to a broker that flows share. Thread-safe.
public interface MqttLinks {

    /// The link for `spec`, made on first use. It is not yet connected when this returns, and need
    /// not be for subscribing and publishing.
    ///
    /// @throws IllegalArgumentException when no link can be made for `spec`; says what to change
    MqttLink link(ConnectionSpec spec);

    /// Sees whether there may be links to a broker, before the whole request is known.
    ///
    /// @param broker a URL, or `#name` for one of the settings
    /// @throws IllegalArgumentException when it is neither; says what to change
    void requireBroker(String broker);
}
