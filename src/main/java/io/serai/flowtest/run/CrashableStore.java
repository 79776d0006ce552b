package io.serai.flowtest.run;

import io.serai.store.Changes;
import io.serai.store.StateFilter;
import io.serai.store.StateRow;
import io.serai.store.Store;
import io.serai.store.TimerRow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The disk as one life of the gateway sees it: what it writes after its death reaches nothing. Confined
/// to the threads of a simulation.
final class CrashableStore implements Store {

    private final Store disk;
    private boolean dead;

    CrashableStore(Store disk) {
        this.disk = disk;
    }

    void die() {
        dead = true;
    }

    @Override
    public CompletionStage<Void> commit(Changes changes) {
        return dead ? new CompletableFuture<>() : disk.commit(changes);
    }

    @Override
    public Map<String, String> states(String flow, String node) {
        return disk.states(flow, node);
    }

    @Override
    public List<StateRow> states(StateFilter which, int most) {
        return disk.states(which, most);
    }

    @Override
    public List<TimerRow> timers(String flow) {
        return disk.timers(flow);
    }

    @Override
    public void write(Changes changes) {
        if (!dead) {
            disk.write(changes);
        }
    }

    @Override
    public void renameFlow(String from, String to, Changes with) {
        disk.renameFlow(from, to, with);
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
