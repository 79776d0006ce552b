package io.serai.broker;

import com.hivemq.bootstrap.ClientConnection;
import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.mqtt.services.PublishPollService;
import com.hivemq.persistence.connection.ConnectionPersistence;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps each client's window of unacknowledged messages filled. HiveMQ hands a client what is new only
/// when nothing is unacknowledged, so one message that takes long would hold up all others of that
/// client, and with it every flow of the house. Thread-safe.
final class SendWindow implements ClientLifecycleEventListener {

    /// How long a message may wait behind an unacknowledged one.
    static final Duration PERIOD = Duration.ofMillis(20);

    private final Set<String> clients = ConcurrentHashMap.newKeySet();

    @Override
    public void onMqttConnectionStart(ConnectionStartInput input) {
        // Not let in yet.
    }

    @Override
    public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {
        clients.add(input.getClientInformation().getClientId());
    }

    @Override
    public void onDisconnect(DisconnectEventInput input) {
        clients.remove(input.getClientInformation().getClientId());
    }

    /// Has what is new sent to every client that has room for it though something is unacknowledged.
    void fill(ConnectionPersistence connections, PublishPollService service) {
        for (String client : clients) {
            ClientConnection connection = connections.get(client);
            if (connection != null && connection.getChannel().isActive() && hasRoom(connection)) {
                connection
                        .getChannel()
                        .eventLoop()
                        .execute(() -> service.pollNewMessages(client, connection.getChannel()));
            }
        }
    }

    private static boolean hasRoom(ClientConnection connection) {
        int unacknowledged = connection.inFlightMessageCount();
        return connection.isInFlightMessagesSent()
                && unacknowledged > 0
                && unacknowledged
                        < connection.getMaxInflightWindow(
                                InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES);
    }
}
