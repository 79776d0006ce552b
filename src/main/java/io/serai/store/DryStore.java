package io.serai.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// What another store has kept, for flows that run dry: what they change is changed for them alone, and
/// forgotten with the process. Thread-safe.
public final class DryStore implements Store {

    private final Store kept;
    private final ReentrantLock lock = new ReentrantLock();

    /// By key; empty for what was removed.
    private final Map<Owner, Map<String, Optional<String>>> changed = new HashMap<>();

    private record Owner(String area, String name) {}

    /// @param kept is only read, and not closed
    public DryStore(Store kept) {
        this.kept = kept;
    }

    @Override
    public Optional<String> get(String area, String owner, String key) {
        lock.lock();
        try {
            Optional<String> mine = changes(area, owner).get(key);
            return mine == null ? kept.get(area, owner, key) : mine;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<String, String> all(String area, String owner) {
        lock.lock();
        try {
            Map<String, String> all = new HashMap<>(kept.all(area, owner));
            changes(area, owner)
                    .forEach((key, value) ->
                            value.ifPresentOrElse(
                                    text -> all.put(key, text), () -> all.remove(key)));
            return Map.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void put(String area, String owner, String key, String value) {
        lock.lock();
        try {
            changes(area, owner).put(key, Optional.of(value));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(String area, String owner, String key) {
        lock.lock();
        try {
            changes(area, owner).put(key, Optional.empty());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void move(String area, String from, String to) {
        if (from.equals(to)) {
            return;
        }
        lock.lock();
        try {
            all(area, from)
                    .forEach((key, value) -> {
                        put(area, to, key, value);
                        remove(area, from, key);
                    });
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Optional<String>> changes(String area, String owner) {
        return changed.computeIfAbsent(new Owner(area, owner), _ -> new HashMap<>());
    }

    @Override
    public void close() {
        lock.lock();
        try {
            changed.clear();
        } finally {
            lock.unlock();
        }
    }
}
