package io.serai.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// Keeps nothing past the process: for checks, testRuns and tests.
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
            case Change.State(var cell, var json) -> set(states, cell, json);
            case Change.Timer(var cell, var row) -> set(timers, cell, row);
            case Change.Value _, Change.Removal _, Change.Work _ ->
                    throw new IllegalArgumentException(change + " is of another store");
        }
    }

    private static <T> void set(
            Map<Node, Map<String, T>> all, Change.Cell cell, @Nullable T content) {
        Map<String, T> ofNode =
                all.computeIfAbsent(new Node(cell.of(), cell.owner()), _ -> new TreeMap<>());
        if (content == null) {
            ofNode.remove(cell.key());
        } else {
            ofNode.put(cell.key(), content);
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
    public List<StateRow> states(StateFilter which, int most) {
        lock.lock();
        try {
            List<StateRow> found = new ArrayList<>();
            states.forEach((node, keyed) ->
                    keyed.forEach((key, json) -> {
                        if (which.takes(node.flow(), node.name(), key)) {
                            found.add(new StateRow(node.flow(), node.name(), key, json));
                        }
                    }));
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
    public void write(Changes changes) {
        var _ = commit(changes);
    }

    @Override
    public void renameFlow(String from, String to, Changes with) {
        with.whenKept(() -> renameFlow(from, to));
    }

    private void renameFlow(String from, String to) {
        lock.lock();
        try {
            rename(states, from, to, json -> json);
            rename(
                    timers,
                    from,
                    to,
                    row -> new TimerRow(to, row.node(), row.key(), row.due(), row.payload()));
        } finally {
            lock.unlock();
        }
    }

    private static <T> void rename(
            Map<Node, Map<String, T>> all, String from, String to, UnaryOperator<T> change) {
        for (Node each : List.copyOf(all.keySet())) {
            Map<String, T> moved = each.flow().equals(from) ? all.remove(each) : null;
            if (moved != null) {
                moved.replaceAll((_, content) -> change.apply(content));
                all.computeIfAbsent(new Node(to, each.name()), _ -> new TreeMap<>()).putAll(moved);
            }
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
