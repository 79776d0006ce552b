package io.serai.node;

import io.serai.observe.Counters;
import io.serai.rule.Threshold.State;
import io.serai.store.Store;
import io.serai.store.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// The states of one threshold by key, in `store` as soon as they change; the versions of a flow share
/// them, so that a new one goes on where the old one is. At most 10 000 keys are kept; beyond that the one
/// not asked for longest is forgotten, counted as `threshold.forgotten`. Thread-safe.
final class KeyedStates {

    private static final Logger LOG = LoggerFactory.getLogger(KeyedStates.class);
    static final String AREA = "threshold";
    private static final int MAX_KEYS = 10_000;

    private final Store store;
    private final String owner;
    private final Counters counters;
    private final ReentrantLock deciding = new ReentrantLock();
    private final Map<String, State> states = new LinkedHashMap<>(16, 0.75f, true);
    private boolean storeFails;

    /// What a state was and what it is now.
    record Decision(State before, State after) {
        boolean isChange() {
            return before != after;
        }
    }

    KeyedStates(Store store, String owner, Counters counters) {
        this.store = store;
        this.owner = owner;
        this.counters = counters;
        store.all(AREA, owner).forEach((key, value) -> states.put(key, State.valueOf(value)));
    }

    /// Lets `rule` decide on the state of `key`, one caller at a time.
    Decision decide(String key, UnaryOperator<State> rule) {
        deciding.lock();
        try {
            State before = states.getOrDefault(key, State.UNKNOWN);
            var decision = new Decision(before, rule.apply(before));
            if (decision.isChange()) {
                put(key, decision.after());
            }
            return decision;
        } finally {
            deciding.unlock();
        }
    }

    private void put(String key, State state) {
        states.put(key, state);
        keep(() -> store.put(AREA, owner, key, state.name()));
        if (states.size() > MAX_KEYS) {
            String oldest = states.keySet().iterator().next();
            states.remove(oldest);
            counters.add("threshold.forgotten", owner);
            keep(() -> store.remove(AREA, owner, oldest));
        }
    }

    /// A full disk must not stop the house: the state holds in memory and the owner is told once.
    private void keep(Runnable change) {
        try {
            change.run();
            storeFails = false;
        } catch (StoreException e) {
            counters.add("threshold.not-kept", owner);
            if (!storeFails) {
                LOG.warn(
                        "threshold {}: its state will not survive a restart. {}",
                        owner,
                        e.getMessage());
            }
            storeFails = true;
        }
    }
}
