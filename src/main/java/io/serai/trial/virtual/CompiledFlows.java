package io.serai.trial.virtual;

import org.apache.camel.language.joor.CompilationUnit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Java flows that were compiled already, by their text: the tests of one differ in much, but not in that.
/// Thread-safe.
public final class CompiledFlows {

    /// More than are tested at once; a house has a few.
    private static final int MOST = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Map<String, byte[]>> classes = new LinkedHashMap<>(16, 0.75f, true);

    /// Byte code by name of the class; empty when it is not known.
    Map<String, byte[]> of(String text) {
        lock.lock();
        try {
            return classes.getOrDefault(text, Map.of());
        } finally {
            lock.unlock();
        }
    }

    void keep(String text, CompilationUnit.Result compiled) {
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (String name : compiled.getCompiledClassNames()) {
            all.put(name, compiled.getByteCode(name));
        }
        lock.lock();
        try {
            classes.put(text, all);
            if (classes.size() > MOST) {
                classes.remove(classes.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }
}
