package io.serai.observe;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// What each part last said of itself. Thread-safe.
public final class Health {

    private final Map<String, PartHealth> parts = new ConcurrentSkipListMap<>();

    /// One part's word.
    ///
    /// @param detail why, in words a person can act on; never a secret
    public record PartHealth(boolean ready, String detail) {}

    public void up(String part, String detail) {
        parts.put(part, new PartHealth(true, detail));
    }

    public void down(String part, String detail) {
        parts.put(part, new PartHealth(false, detail));
    }

    /// The part is gone; nobody waits for it any more.
    public void forget(String part) {
        parts.remove(part);
    }

    /// Whether every part does its work.
    public boolean isReady() {
        return parts.values().stream().allMatch(PartHealth::ready);
    }

    /// By part, in order of name.
    public Map<String, PartHealth> parts() {
        return new TreeMap<>(parts);
    }
}
