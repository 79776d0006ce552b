package io.serai.observe;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/// Counts by name and subject: `flow.failures` of `nightlight`. Names are few and fixed, subjects are
/// flows, devices and brokers, never topics. Thread-safe.
public final class Counters {

    /// What is counted, and of whom.
    public record Counter(String name, String subject) {}

    private final Map<Counter, LongAdder> counts = new ConcurrentHashMap<>();

    public void add(String name, String subject) {
        adder(name, subject).increment();
    }

    /// The same count for who adds often. As long as it is zero it is not among [#all].
    public LongAdder adder(String name, String subject) {
        return counts.computeIfAbsent(new Counter(name, subject), _ -> new LongAdder());
    }

    public long count(String name, String subject) {
        LongAdder adder = counts.get(new Counter(name, subject));
        return adder == null ? 0 : adder.sum();
    }

    /// Shows every count so far.
    void each(ObjLongConsumer<Counter> look) {
        counts.forEach((counter, adder) -> look.accept(counter, adder.sum()));
    }

    /// Every count so far, by `name subject`.
    public Map<String, Long> all() {
        Map<String, Long> copy = new TreeMap<>();
        counts.forEach((counter, adder) -> {
            long count = adder.sum();
            if (count > 0) {
                copy.put(counter.name() + " " + counter.subject(), count);
            }
        });
        return copy;
    }
}
