package io.serai.broker.config;

import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// What the broker knows of its gateway.
///
/// @param clientId of the gateway's own connection, whose messages go last when there is no room; those
///     of its further ones begin with it and a dash
/// @param httpPort where the gateway serves pages, which may use MQTT over WebSocket
public record BrokerServices(Supplier<String> clientId, IntSupplier httpPort) {

    /// Of a broker on its own.
    public static final BrokerServices NONE = new BrokerServices(() -> "", () -> 0);

    public boolean isOwn(String client) {
        String own = clientId.get();
        return !own.isEmpty() && (client.equals(own) || client.startsWith(own + "-"));
    }
}
