package io.serai.flowtest.virtual;

import org.apache.camel.language.joor.CompilationUnit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Java flows that were compiled already, by their text: the tests of one differ in much, but not in that.
/// Thread-safe.
public final class CompiledFlows {

    /// More than are tested at once; a house has a few.
    private static final int MOST = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Code> flows = new LinkedHashMap<>(16, 0.75f, true);

    /// What a text was compiled to.
    ///
    /// @param named classes that Camel looks at
    /// @param classes byte code of all, by name
    record Code(Set<String> named, Map<String, byte[]> classes) {}

    Optional<Code> of(String text) {
        lock.lock();
        try {
            return Optional.ofNullable(flows.get(text));
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
            flows.put(text, new Code(Set.copyOf(compiled.getClassNames()), all));
            if (flows.size() > MOST) {
                flows.remove(flows.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }
}
