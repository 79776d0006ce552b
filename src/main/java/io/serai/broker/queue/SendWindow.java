package io.serai.broker.queue;

import com.hivemq.bootstrap.ClientConnection;
import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.mqtt.services.PublishPollService;
import com.hivemq.persistence.connection.ConnectionPersistence;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps each client's window of unacknowledged messages filled. HiveMQ hands a client what is new only
/// when nothing is unacknowledged, so one message that takes long would hold up all others of that
/// client, and with it every flow of the house. Thread-safe.
public final class SendWindow {

    private final Set<String> due = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Server server;

    private record Server(ConnectionPersistence connections, PublishPollService polls) {}

    /// The server is put together; before that nothing can be sent.
    public void serve(ConnectionPersistence connections, PublishPollService polls) {
        server = new Server(connections, polls);
    }

    /// [MQTT-3.3.4-9] how many messages a client may have unacknowledged.
    int size(String client) {
        Server current = server;
        ClientConnection connection = current == null ? null : current.connections.get(client);
        return connection == null ? 0 : size(connection);
    }

    boolean isConnected(String client) {
        Server current = server;
        return current != null && current.connections.get(client) != null;
    }

    /// Has what could not be read asked for again.
    ///
    /// @param again on a new connection: only there MQTT sends a second time what was sent
    void ask(QueueKey key, boolean again) {
        Server current = server;
        if (current == null) {
            return;
        }
        if (key.shared()) {
            current.polls.pollSharedPublishes(key.id());
            return;
        }
        ClientConnection connection = current.connections.get(key.id());
        if (again && connection != null) {
            var _ = connection.getChannel().close();
        } else {
            fill(key.id());
        }
    }

    /// Whether the session of a client goes on when its connection ends; true when it is not known.
    boolean hasLastingSession(String client) {
        Server current = server;
        ClientConnection connection = current == null ? null : current.connections.get(client);
        Long expiry = connection == null ? null : connection.getClientSessionExpiryInterval();
        // [MQTT-3.1.2-23] and it stays so: a DISCONNECT cannot change 0 ([MQTT-5.0 3.14.2.2.2])
        return expiry == null || expiry != 0;
    }

    private static int size(ClientConnection connection) {
        return connection.getMaxInflightWindow(
                InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES);
    }

    /// Has what waits sent to a client that has room for it. Calls before it happens count once.
    void fill(String client) {
        Server current = server;
        ClientConnection connection = current == null ? null : current.connections.get(client);
        if (current == null
                || connection == null
                || !connection.getChannel().isActive()
                || !connection.isInFlightMessagesSent()
                || connection.inFlightMessageCount() >= size(connection)
                || !due.add(client)) {
            return;
        }
        try {
            connection
                    .getChannel()
                    .eventLoop()
                    .execute(() -> {
                        due.remove(client);
                        current.polls.pollNewMessages(client, connection.getChannel());
                    });
        } catch (RuntimeException e) {
            due.remove(client);
            throw e;
        }
    }
}
