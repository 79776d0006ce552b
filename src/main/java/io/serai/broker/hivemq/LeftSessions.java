package io.serai.broker.hivemq;

import com.hivemq.mqtt.message.connect.Mqtt5CONNECT;
import com.hivemq.persistence.clientsession.ClientSession;
import com.hivemq.persistence.local.ClientSessionLocalPersistence;

import io.serai.broker.config.BrokerFolder;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/// The sessions that a former run left, looked at once before clients come: from now on each has at most
/// `broker.session-expiry` to live. HiveMQ would keep one for ever whose client was connected when the
/// process was killed, or that an earlier version of Serai had promised no end.
final class LeftSessions {

    private final ClientSessionLocalPersistence sessions;
    private final Predicate<String> own;
    private final long mostSeconds;

    /// @param own the gateway's own clients: a gateway that was off for the winter finds what it left
    LeftSessions(ClientSessionLocalPersistence sessions, Predicate<String> own, long mostSeconds) {
        this.sessions = sessions;
        this.own = own;
        this.mostSeconds = mostSeconds;
    }

    /// Ends what was left for too long.
    ///
    /// @param now epoch milliseconds
    /// @return the clients that have a session
    Set<String> limit(long now) {
        Set<String> clients = new HashSet<>();
        for (int bucket = 0; bucket < BrokerFolder.BUCKETS; bucket++) {
            for (String client : sessions.getAllClients(bucket)) {
                ClientSession session = sessions.getSession(client, bucket, false);
                if (session == null) {
                    continue;
                }
                long expiry = session.getSessionExpiryIntervalSec();
                long granted =
                        own.test(client) && expiry > 0
                                ? Mqtt5CONNECT.SESSION_EXPIRY_MAX
                                : Math.min(expiry, mostSeconds);
                if (session.isConnected()) {
                    sessions.disconnect(client, now, true, bucket, granted);
                } else if (granted != expiry) {
                    sessions.setSessionExpiryInterval(client, granted, bucket);
                }
                if (granted > 0) {
                    clients.add(client);
                }
            }
        }
        return clients;
    }
}
