package io.serai.acceptance;

/// Where the broker of a test run is.
enum BrokerKind {
    /// In the gateway, as it comes out of the box.
    EMBEDDED,
    /// Beside it: a Mosquitto, `mqtt.url` and no broker in the gateway.
    MOSQUITTO
}
