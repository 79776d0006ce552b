package io.serai.broker.queue;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What waits in one queue, in the order of its numbers; four to eight bytes for each message, because a
/// left session may have tens of thousands. Not thread-safe.
final class MessageRing {

    private static final int LEAST = 8;

    private @Nullable QueuedMessage[] slots = new QueuedMessage[LEAST];
    private int head;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    QueuedMessage get(int index) {
        return Objects.requireNonNull(slots[slot(index)]);
    }

    private int slot(int index) {
        return (head + index) & (slots.length - 1);
    }

    /// Adds one that is not there, as a rule at the end.
    void add(QueuedMessage message) {
        if (size == slots.length) {
            resize(2 * size);
        }
        int index = size++;
        while (index > 0 && get(index - 1).number > message.number) {
            slots[slot(index)] = slots[slot(index - 1)];
            index--;
        }
        slots[slot(index)] = message;
    }

    boolean contains(long number) {
        return indexOf(number) >= 0;
    }

    private int indexOf(long number) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = get(middle).number;
            if (found == number) {
                return middle;
            }
            if (found < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    @Nullable QueuedMessage remove(long number) {
        int index = indexOf(number);
        return index < 0 ? null : removeAt(index);
    }

    QueuedMessage removeFirst() {
        return removeAt(0);
    }

    QueuedMessage removeLast() {
        return removeAt(size - 1);
    }

    private QueuedMessage removeAt(int index) {
        QueuedMessage removed = get(index);
        if (index < size / 2) {
            for (int i = index; i > 0; i--) {
                slots[slot(i)] = slots[slot(i - 1)];
            }
            slots[head] = null;
            head = slot(1);
        } else {
            for (int i = index; i < size - 1; i++) {
                slots[slot(i)] = slots[slot(i + 1)];
            }
            slots[slot(size - 1)] = null;
        }
        size--;
        if (slots.length > LEAST && size < slots.length / 4) {
            resize(slots.length / 2);
        }
        return removed;
    }

    private void resize(int capacity) {
        var larger = new @Nullable QueuedMessage[capacity];
        for (int i = 0; i < size; i++) {
            larger[i] = slots[slot(i)];
        }
        slots = larger;
        head = 0;
    }

    /// Takes out all that are `wanted` and hands them on.
    void removeIf(Predicate<QueuedMessage> wanted, Consumer<QueuedMessage> removed) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            QueuedMessage each = get(i);
            if (wanted.test(each)) {
                removed.accept(each);
            } else {
                slots[slot(kept++)] = each;
            }
        }
        for (int i = kept; i < size; i++) {
            slots[slot(i)] = null;
        }
        size = kept;
    }

    void forEach(Consumer<QueuedMessage> look) {
        for (int i = 0; i < size; i++) {
            look.accept(get(i));
        }
    }

    void clear() {
        slots = new QueuedMessage[LEAST];
        head = 0;
        size = 0;
    }
}
