package io.serai.store;

import io.serai.flow.FlowVersion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// Keeps no version past the process: for testRuns and tests.
public final class MemoryFlowVersions implements FlowVersions {

    private final ReentrantLock lock = new ReentrantLock();

    /// The newest last.
    private final List<FlowVersion> versions = new ArrayList<>();

    @Override
    public FlowVersion add(FlowVersion version) {
        lock.lock();
        try {
            List<FlowVersion> earlier = of(version.flow(), MOST_PER_FLOW);
            int number = earlier.isEmpty() ? 1 : earlier.getFirst().number() + 1;
            FlowVersion kept =
                    new FlowVersion(
                            version.flow(),
                            number,
                            version.time(),
                            version.by(),
                            version.file(),
                            version.text(),
                            version.kamelets(),
                            version.note());
            versions.add(kept);
            if (earlier.size() == MOST_PER_FLOW) {
                versions.remove(earlier.getLast());
            }
            return kept;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void note(String flow, int number, String note) {
        lock.lock();
        try {
            versions.replaceAll(each ->
                    each.flow().equals(flow) && each.number() == number
                            ? new FlowVersion(
                                    flow,
                                    number,
                                    each.time(),
                                    each.by(),
                                    each.file(),
                                    each.text(),
                                    each.kamelets(),
                                    note)
                            : each);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<FlowVersion> newest(String flow) {
        return of(flow, 1).stream().findFirst();
    }

    @Override
    public Optional<FlowVersion> find(String flow, int number) {
        return newest(each -> each.flow().equals(flow) && each.number() == number, 1).stream()
                .findFirst();
    }

    @Override
    public List<FlowVersion> of(String flow, int most) {
        return newest(each -> each.flow().equals(flow), most);
    }

    @Override
    public List<FlowVersion> all(int most) {
        return newest(_ -> true, most);
    }

    private List<FlowVersion> newest(Predicate<FlowVersion> wanted, int most) {
        lock.lock();
        try {
            return versions.reversed().stream().filter(wanted).limit(most).toList();
        } finally {
            lock.unlock();
        }
    }
}
