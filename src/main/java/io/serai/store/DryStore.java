package io.serai.store;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/// What another store has kept, for flows that run dry: what they change is changed for them alone, and
/// forgotten with the process. Thread-safe.
public final class DryStore implements Store {

    private final Store kept;
    private final ReentrantLock lock = new ReentrantLock();

    /// What was asked for, as it is kept with what has changed.
    private final MemoryStore copies = new MemoryStore();

    private final Set<List<String>> copied = new HashSet<>();

    /// @param kept is only read, and not closed
    public DryStore(Store kept) {
        this.kept = kept;
    }

    private void copyValues(String area, String owner) {
        lock.lock();
        try {
            if (copied.add(List.of(area, owner, ""))) {
                kept.all(area, owner).forEach((key, value) -> copies.put(area, owner, key, value));
            }
        } finally {
            lock.unlock();
        }
    }

    private void copyFlow(String flow) {
        lock.lock();
        try {
            if (copied.add(List.of(flow))) {
                var all = new Changes();
                kept.states(StateFilter.of(flow), Integer.MAX_VALUE)
                        .forEach(each -> all.state(flow, each.node(), each.key(), each.json()));
                kept.timers(flow).forEach(all::set);
                var _ = copies.commit(all);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<Void> commit(Changes changes) {
        for (Change each : changes.all()) {
            switch (each) {
                case Change.State it -> copyFlow(it.cell().of());
                case Change.Timer it -> copyFlow(it.cell().of());
                case Change.Value _, Change.Removal _, Change.Work _ -> {}
            }
        }
        return copies.commit(changes);
    }

    @Override
    public Map<String, String> states(String flow, String node) {
        copyFlow(flow);
        return copies.states(flow, node);
    }

    @Override
    public List<StateRow> states(StateFilter which, int most) {
        which.flow()
                .ifPresentOrElse(
                        this::copyFlow,
                        () ->
                                kept.states(StateFilter.ALL, Integer.MAX_VALUE).stream()
                                        .map(StateRow::flow)
                                        .distinct()
                                        .forEach(this::copyFlow));
        return copies.states(which, most);
    }

    @Override
    public List<TimerRow> timers(String flow) {
        copyFlow(flow);
        return copies.timers(flow);
    }

    @Override
    public void write(Changes changes) {
        var _ = commit(changes);
    }

    @Override
    public void renameFlow(String from, String to, Changes with) {
        copyFlow(from);
        copyFlow(to);
        copies.renameFlow(from, to, with);
    }

    @Override
    public Optional<String> get(String area, String owner, String key) {
        copyValues(area, owner);
        return copies.get(area, owner, key);
    }

    @Override
    public Map<String, String> all(String area, String owner) {
        copyValues(area, owner);
        return copies.all(area, owner);
    }

    @Override
    public void put(String area, String owner, String key, String value) {
        copyValues(area, owner);
        copies.put(area, owner, key, value);
    }

    @Override
    public void remove(String area, String owner, String key) {
        copyValues(area, owner);
        copies.remove(area, owner, key);
    }

    @Override
    public void move(String area, String from, String to) {
        copyValues(area, from);
        copyValues(area, to);
        copies.move(area, from, to);
    }

    @Override
    public void close() {
        copies.close();
    }
}
