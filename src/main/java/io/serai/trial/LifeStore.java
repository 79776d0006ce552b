package io.serai.trial;

import io.serai.store.Store;

import java.util.Map;
import java.util.Optional;

/// The disk as one life of the gateway sees it: what it writes after its death reaches nothing. Confined
/// to the strands of a simulation.
final class LifeStore implements Store {

    private final Store disk;
    private boolean dead;

    LifeStore(Store disk) {
        this.disk = disk;
    }

    void die() {
        dead = true;
    }

    @Override
    public Optional<String> get(String area, String owner, String key) {
        return disk.get(area, owner, key);
    }

    @Override
    public Map<String, String> all(String area, String owner) {
        return disk.all(area, owner);
    }

    @Override
    public void put(String area, String owner, String key, String value) {
        if (!dead) {
            disk.put(area, owner, key, value);
        }
    }

    @Override
    public void remove(String area, String owner, String key) {
        if (!dead) {
            disk.remove(area, owner, key);
        }
    }

    @Override
    public void move(String area, String from, String to) {
        if (!dead) {
            disk.move(area, from, to);
        }
    }

    @Override
    public void close() {
        // The disk outlives the gateway.
    }
}
