package io.serai.broker.config;

import io.serai.config.ConfigReader;
import io.serai.mqtt.WebSocketDoor;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

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
/// @param maxQueuedTotal messages kept for all clients together, 1000 to 100000000, one for each client it
///     waits for; beyond that, or when the heap has no room, the longest queue of a client that is away
///     loses its newest
/// @param sessionExpiry how long a session is kept whose client is away; it goes with its queue
/// @param websocketOrigins pages that may use MQTT over WebSocket beside the gateway's own, as browsers name
///     them: `https://house.example`
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
        int minFreeSpaceMegabytes,
        int maxQueuedTotal,
        Duration sessionExpiry,
        List<String> websocketOrigins) {

    private static final int MAX_QUEUED_TOTAL = 1_000_000;
    private static final int SESSION_EXPIRY_SECONDS = 30 * 24 * 60 * 60;

    public BrokerConfig {
        websocketOrigins = List.copyOf(websocketOrigins);
    }

    /// With the defaults of the rest.
    public BrokerConfig(
            boolean enabled,
            String host,
            int port,
            int websocketPort,
            Persistence persistence,
            int maxPacketSize,
            int maxConnections,
            int maxQueued,
            int minFreeSpaceMegabytes) {
        this(
                enabled,
                host,
                port,
                websocketPort,
                persistence,
                maxPacketSize,
                maxConnections,
                maxQueued,
                minFreeSpaceMegabytes,
                MAX_QUEUED_TOTAL,
                Duration.ofSeconds(SESSION_EXPIRY_SECONDS),
                List.of());
    }

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
                        reader.number("broker.min-free-space", 50, 1, 1_000_000),
                        reader.number(
                                "broker.max-queued-total", MAX_QUEUED_TOTAL, 1000, 100_000_000),
                        Duration.ofSeconds(
                                reader.number(
                                        "broker.session-expiry",
                                        SESSION_EXPIRY_SECONDS,
                                        1,
                                        Integer.MAX_VALUE)),
                        origins(reader));
        if (config.host().isBlank()) {
            reader.reject("broker.host", "must name an address of this machine, such as 127.0.0.1");
        }
        if (config.port() != 0 && config.port() == config.websocketPort()) {
            reader.reject("broker.websocket-port", "must differ from broker.port");
        }
        return config;
    }

    private static List<String> origins(ConfigReader reader) {
        List<String> origins =
                Arrays.stream(reader.text("broker.websocket-origins", "").split(",", -1))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .toList();
        if (!origins.stream().allMatch(WebSocketDoor::isOrigin)) {
            reader.reject(
                    "broker.websocket-origins",
                    "must be pages as a browser names them, with commas between, such as"
                            + " https://house.example or http://192.168.1.20:3000");
        }
        return origins;
    }
}
