package io.serai.link.subscribe;

import io.serai.store.Store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;

/// What a durable session has subscribed, and on which session, across restarts. As thread-safe as its
/// store.
public final class SubscriptionMemory {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionMemory.class);
    private static final String AREA = "link-subscriptions";

    private final Store store;
    private final String clientId;

    public SubscriptionMemory(Store store, String clientId) {
        this.store = store;
        this.clientId = clientId;
    }

    /// Lane by filter text.
    public Map<String, Integer> sessions() {
        Map<String, Integer> sessions = new HashMap<>();
        store.all(AREA, clientId)
                .forEach((filter, session) -> {
                    try {
                        sessions.put(filter, Integer.parseInt(session));
                    } catch (NumberFormatException e) {
                        LOG.warn(
                                "The session \"{}\" kept for {} of client {} is no number; the filter is"
                                        + " subscribed anew.",
                                session,
                                filter,
                                clientId);
                        store.remove(AREA, clientId, filter);
                    }
                });
        return sessions;
    }

    /// Before the broker is told, so that no subscription is ever left there unknown.
    public void remember(String filter, int session) {
        store.put(AREA, clientId, filter, Integer.toString(session));
    }

    public void forget(String filter) {
        store.remove(AREA, clientId, filter);
    }
}
