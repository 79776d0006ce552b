package io.serai.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps nothing past the process: for checks, trials and tests.
public final class MemoryStore implements Store {

    private record Owner(String area, String name) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Owner, Map<String, String>> owned = new HashMap<>();

    @Override
    public Optional<String> get(String area, String owner, String key) {
        return Optional.ofNullable(all(area, owner).get(key));
    }

    @Override
    public Map<String, String> all(String area, String owner) {
        lock.lock();
        try {
            return Map.copyOf(owned.getOrDefault(new Owner(area, owner), Map.of()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void put(String area, String owner, String key, String value) {
        lock.lock();
        try {
            values(area, owner).put(key, value);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(String area, String owner, String key) {
        lock.lock();
        try {
            values(area, owner).remove(key);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void move(String area, String from, String to) {
        lock.lock();
        try {
            Map<String, String> moved = owned.remove(new Owner(area, from));
            if (moved != null) {
                values(area, to).putAll(moved);
            }
        } finally {
            lock.unlock();
        }
    }

    private Map<String, String> values(String area, String owner) {
        return owned.computeIfAbsent(new Owner(area, owner), _ -> new HashMap<>());
    }

    @Override
    public void close() {
        lock.lock();
        try {
            owned.clear();
        } finally {
            lock.unlock();
        }
    }
}
