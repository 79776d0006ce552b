package io.serai.topic;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The last message of each topic, at most so many topics and bytes; the one that has been silent for
/// longest is forgotten first. Not thread-safe.
final class TopicMemory {

    /// What a topic costs beside its name and payload.
    private static final int OVERHEAD = 200;

    private final int mostTopics;
    private final long mostBytes;
    private final Runnable whenForgotten;
    private final Map<String, TopicValue> values = new LinkedHashMap<>();
    private long bytes;

    TopicMemory(int mostTopics, long mostBytes, Runnable whenForgotten) {
        this.mostTopics = mostTopics;
        this.mostBytes = mostBytes;
        this.whenForgotten = whenForgotten;
    }

    @Nullable TopicValue get(String topic) {
        return values.get(topic);
    }

    void put(TopicValue value) {
        remove(value.topic());
        values.put(value.topic(), value);
        bytes += size(value);
        Iterator<TopicValue> oldest = values.values().iterator();
        while (values.size() > 1 && (values.size() > mostTopics || bytes > mostBytes)) {
            bytes -= size(oldest.next());
            oldest.remove();
            whenForgotten.run();
        }
    }

    /// Notes a property of a value that has not changed otherwise.
    void replace(TopicValue same) {
        values.replace(same.topic(), same);
    }

    private void remove(String topic) {
        TopicValue old = values.remove(topic);
        if (old != null) {
            bytes -= size(old);
        }
    }

    /// Forgets what is not wanted any more; that does not count.
    void keepOnly(Predicate<String> wanted) {
        List.copyOf(values.keySet()).stream().filter(wanted.negate()).forEach(this::remove);
    }

    /// The longest silent first.
    List<TopicValue> matching(Predicate<String> wanted) {
        List<TopicValue> found = new ArrayList<>();
        values.forEach((topic, value) -> {
            if (wanted.test(topic)) {
                found.add(value);
            }
        });
        return found;
    }

    private static long size(TopicValue value) {
        return OVERHEAD + 2L * value.topic().length() + value.payload().length;
    }
}
