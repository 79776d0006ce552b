package io.serai.broker.hivemq;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.hivemq.bootstrap.ClientConnection;
import com.hivemq.persistence.clientqueue.ClientQueuePersistence;
import com.hivemq.persistence.clientsession.ClientSession;
import com.hivemq.persistence.clientsession.ClientSessionPersistence;
import com.hivemq.persistence.clientsession.ClientSessionSubscriptionPersistence;
import com.hivemq.persistence.connection.ConnectionPersistence;

import io.serai.broker.config.BrokerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks HiveMQ about its clients. Thread-safe.
final class ClientReports {

    /// More are not shown.
    static final int MOST = 1000;

    private static final long LIMIT_SECONDS = 5;

    private final ConnectionPersistence connections;
    private final ClientSessionPersistence sessions;
    private final ClientSessionSubscriptionPersistence subscriptions;
    private final ClientQueuePersistence queues;

    ClientReports(
            ConnectionPersistence connections,
            ClientSessionPersistence sessions,
            ClientSessionSubscriptionPersistence subscriptions,
            ClientQueuePersistence queues) {
        this.connections = connections;
        this.sessions = sessions;
        this.subscriptions = subscriptions;
        this.queues = queues;
    }

    /// In order of their ids.
    ///
    /// @throws BrokerException when the broker does not answer in time
    List<ClientReport> all() {
        List<String> ids = answer(sessions.getAllClients()).stream().sorted().limit(MOST).toList();
        List<ListenableFuture<Integer>> waiting = new ArrayList<>();
        ids.forEach(id -> waiting.add(queues.size(id, false)));
        List<Integer> queued = answer(Futures.allAsList(waiting));
        List<ClientReport> reports = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            ClientSession session = sessions.getSession(id, false);
            if (session != null) {
                reports.add(report(id, session, queued.get(i)));
            }
        }
        return List.copyOf(reports);
    }

    private ClientReport report(String id, ClientSession session, int queued) {
        ClientConnection connection = connections.get(id);
        return new ClientReport(
                id,
                connection != null,
                connection == null ? Optional.empty() : connection.getChannelIP(),
                Duration.ofSeconds(session.getSessionExpiryIntervalSec()),
                subscriptions.getSubscriptions(id).stream()
                        .map(each ->
                                new ClientReport.Subscription(
                                        each.getTopic(), each.getQoS().getQosNumber()))
                        .sorted(Comparator.comparing(ClientReport.Subscription::filter))
                        .toList(),
                queued);
    }

    private static <T> T answer(ListenableFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Asking for the broker's clients was interrupted.", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerException(
                    "The broker does not say which clients it has: %s.".formatted(e), e);
        }
    }
}
