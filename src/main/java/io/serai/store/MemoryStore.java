package io.serai.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps nothing past the process: for checks, trials and tests.
public final class MemoryStore implements Store {

    private record Owner(String area, String name) {}

    private record Node(String flow, String name) implements Comparable<Node> {
        @Override
        public int compareTo(Node other) {
            int byFlow = flow.compareTo(other.flow);
            return byFlow == 0 ? name.compareTo(other.name) : byFlow;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Owner, Map<String, String>> owned = new HashMap<>();
    private final Map<Node, Map<String, String>> states = new TreeMap<>();
    private final Map<Node, Map<String, TimerRow>> timers = new TreeMap<>();

    @Override
    public CompletionStage<Void> commit(Changes changes) {
        lock.lock();
        try {
            changes.all().forEach(this::apply);
        } finally {
            lock.unlock();
        }
        changes.kept();
        return CompletableFuture.completedFuture(null);
    }

    private void apply(Change change) {
        switch (change) {
            case Change.State it -> {
                var keyed =
                        states.computeIfAbsent(
                                new Node(it.flow(), it.node()), _ -> new TreeMap<>());
                if (it.json() == null) {
                    keyed.remove(it.key());
                } else {
                    keyed.put(it.key(), it.json());
                }
            }
            case Change.Timer it -> {
                var keyed =
                        timers.computeIfAbsent(
                                new Node(it.flow(), it.node()), _ -> new TreeMap<>());
                if (it.row() == null) {
                    keyed.remove(it.key());
                } else {
                    keyed.put(it.key(), it.row());
                }
            }
            case Change.Value _, Change.Removal _, Change.Work _ ->
                    throw new IllegalArgumentException(change + " is of another store");
        }
    }

    @Override
    public Map<String, String> states(String flow, String node) {
        lock.lock();
        try {
            return Map.copyOf(states.getOrDefault(new Node(flow, node), Map.of()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<StateRow> states(Optional<String> flow, int most) {
        lock.lock();
        try {
            List<StateRow> found = new ArrayList<>();
            states.forEach((node, keyed) -> {
                if (flow.isEmpty() || flow.get().equals(node.flow())) {
                    keyed.forEach((key, json) ->
                            found.add(new StateRow(node.flow(), node.name(), key, json)));
                }
            });
            return found.stream().limit(most).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<TimerRow> timers(String flow) {
        lock.lock();
        try {
            return timers.entrySet().stream()
                    .filter(each -> each.getKey().flow().equals(flow))
                    .flatMap(each -> each.getValue().values().stream())
                    .sorted(Comparator.comparing(TimerRow::due))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void renameFlow(String from, String to) {
        lock.lock();
        try {
            for (Node each : List.copyOf(states.keySet())) {
                if (each.flow().equals(from) && !from.equals(to)) {
                    states.computeIfAbsent(new Node(to, each.name()), _ -> new TreeMap<>())
                            .putAll(states.remove(each));
                }
            }
            for (Node each : List.copyOf(timers.keySet())) {
                if (each.flow().equals(from) && !from.equals(to)) {
                    var keyed =
                            timers.computeIfAbsent(new Node(to, each.name()), _ -> new TreeMap<>());
                    Objects.requireNonNull(timers.remove(each))
                            .forEach((key, row) ->
                                    keyed.put(
                                            key,
                                            new TimerRow(
                                                    to,
                                                    row.node(),
                                                    key,
                                                    row.due(),
                                                    row.payload())));
                }
            }
        } finally {
            lock.unlock();
        }
    }

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
            states.clear();
            timers.clear();
        } finally {
            lock.unlock();
        }
    }
}
