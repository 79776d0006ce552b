package io.serai.broker;

import io.serai.config.ConfigReader;

/// How the embedded broker listens, what it keeps and how much it takes on.
///
/// @param enabled whether the gateway runs a broker of its own
/// @param host the address to listen on; a loopback address admits this machine only
/// @param port MQTT over TCP, 0 to 65535; 0 picks a free one
/// @param websocketPort MQTT over WebSocket at path `/mqtt`, 0 to 65535; 0 picks a free one
/// @param persistence whether sessions and retained messages outlive the process
/// @param maxPacketSize the largest packet a client may send, in bytes, 1024 to 268435460
/// @param maxConnections clients connected at the same time, 1 to 100000
/// @param maxQueued messages kept for one client that is away or slow, 100 to 1000000; what comes
///     when that many wait is dropped and counted
/// @param minFreeSpaceMegabytes how much of the disk stays free, 1 to 1000000 MB; below that messages
///     that must be kept are held back, unacknowledged
public record BrokerConfig(
        boolean enabled,
        String host,
        int port,
        int websocketPort,
        Persistence persistence,
        int maxPacketSize,
        int maxConnections,
        int maxQueued,
        int minFreeSpaceMegabytes) {

    /// What outlives the process.
    public enum Persistence {
        /// Sessions, queued and retained messages survive a restart and a killed process.
        FILE,
        /// Nothing.
        MEMORY
    }

    /// Reads `broker.*`.
    public static BrokerConfig read(ConfigReader reader) {
        var config =
                new BrokerConfig(
                        reader.flag("broker.enabled", true),
                        reader.text("broker.host", "127.0.0.1"),
                        reader.port("broker.port", 1883),
                        reader.port("broker.websocket-port", 8083),
                        reader.choice("broker.persistence", Persistence.FILE),
                        reader.number("broker.max-packet-size", 262_144, 1024, 268_435_460),
                        reader.number("broker.max-connections", 500, 1, 100_000),
                        reader.number("broker.max-queued", 20_000, 100, 1_000_000),
                        reader.number("broker.min-free-space", 50, 1, 1_000_000));
        if (config.host().isBlank()) {
            reader.reject("broker.host", "must name an address of this machine, such as 127.0.0.1");
        }
        if (config.port() != 0 && config.port() == config.websocketPort()) {
            reader.reject("broker.websocket-port", "must differ from broker.port");
        }
        return config;
    }
}
