package io.serai.store.sqlite;

import io.serai.mqtt.MqttMessage;
import io.serai.store.Change;
import io.serai.store.Changes;
import io.serai.store.MessageQueue;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// The queues of a store's file. Thread-safe.
final class SqliteQueues {

    private final SqliteAccess access;
    private final Timekeeper time;
    private final ReentrantLock order = new ReentrantLock();
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    /// Messages that are being appended.
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

    /// Their deletion is not on disk yet.
    private final Set<Long> removed = ConcurrentHashMap.newKeySet();

    private long lastId;

    SqliteQueues(SqliteAccess access, Timekeeper time) {
        this.access = access;
        this.time = time;
    }

    /// Once, before anything is appended.
    void load() {
        access.reader()
                .read(
                        "SELECT queue, COUNT(*), MAX(id) FROM waiting GROUP BY queue",
                        row -> {
                            queue(row.getString(1)).count.set(row.getLong(2));
                            lastId = Math.max(lastId, row.getLong(3));
                            return row;
                        });
    }

    Queue queue(String name) {
        return queues.computeIfAbsent(name, Queue::new);
    }

    Set<String> waiting() {
        return queues.values().stream()
                .filter(each -> each.count() > 0)
                .map(each -> each.name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// A keyed change is on disk.
    void written(Change.Keyed change) {
        if (change instanceof Change.Removal it) {
            removed.remove(it.id());
        }
    }

    /// Adds to `changes` that the messages of one queue become those of another.
    void rename(String from, String to, Changes changes) {
        if (from.equals(to)) {
            return;
        }
        changes.add(
                        new Change.Work(
                                200,
                                connection ->
                                        SqlChanges.update(
                                                connection,
                                                "UPDATE waiting SET queue = ? WHERE queue = ?",
                                                to,
                                                from)))
                .whenKept(() -> renamed(from, to));
    }

    /// The queue goes on under the other name, and what stands there already joins it.
    private void renamed(String from, String to) {
        order.lock();
        try {
            Queue queue = queues.remove(from);
            Queue other = queues.get(to);
            if (queue == null) {
                return;
            }
            queue.name = to;
            if (other != null) {
                queue.count.addAndGet(other.count.get());
                other.joined = queue;
            }
            queues.put(to, queue);
        } finally {
            order.unlock();
        }
    }

    /// One queue of the file.
    final class Queue implements MessageQueue {

        private volatile String name;

        /// Written by who holds [#order].
        private final AtomicLong count = new AtomicLong();

        /// The queue that this one is a part of since a rename, for ever.
        private volatile @Nullable Queue joined;

        private Queue(String name) {
            this.name = name;
        }

        private Queue whole() {
            Queue whole = this;
            for (Queue next = joined; next != null; next = next.joined) {
                whole = next;
            }
            return whole;
        }

        private void count(int more) {
            order.lock();
            try {
                whole().count.addAndGet(more);
            } finally {
                order.unlock();
            }
        }

        @Override
        public Appended append(MqttMessage message) {
            long since = time.now().toEpochMilli();
            order.lock();
            try {
                count(1);
                long id = ++lastId;
                underWay.add(id);
                var changes =
                        new Changes()
                                .add(
                                        new Change.Work(
                                                500 + message.payload().length,
                                                connection ->
                                                        insert(connection, id, since, message)));
                return new Appended(
                        id,
                        access.commits()
                                .commit(changes)
                                .whenComplete((_, failure) -> appended(id, failure != null)));
            } finally {
                order.unlock();
            }
        }

        private void appended(long id, boolean isRefused) {
            boolean wasRemoved = !underWay.remove(id);
            if (isRefused) {
                if (!wasRemoved) {
                    count(-1);
                }
                removed.remove(id);
            } else if (wasRemoved) {
                access.commits().soon(new Change.Removal(id));
            }
        }

        private void insert(Connection connection, long id, long since, MqttMessage message)
                throws SQLException {
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO waiting (id, queue, since, %s) VALUES (?, ?, ?, %s)"
                                    .formatted(MessageRow.COLUMNS, MessageRow.MARKS))) {
                insert.setLong(1, id);
                insert.setString(2, whole().name);
                insert.setLong(3, since);
                MessageRow.set(insert, 4, message);
                insert.executeUpdate();
            }
        }

        @Override
        public List<Waiting> after(long id, int most) {
            // A removal may reach the disk while this reads.
            Set<Long> gone =
                    removed.stream()
                            .filter(each -> each > id)
                            .collect(Collectors.toUnmodifiableSet());
            List<Waiting> found = new ArrayList<>(most);
            long from = id;
            while (found.size() < most) {
                List<Waiting> some = rows(from, most);
                some.stream().filter(each -> !gone.contains(each.id())).forEach(found::add);
                if (some.size() < most) {
                    break;
                }
                from = some.getLast().id();
            }
            return found.size() > most ? List.copyOf(found.subList(0, most)) : found;
        }

        private List<Waiting> rows(long id, int most) {
            return access.reader()
                    .read(
                            "SELECT id, since, %s FROM waiting WHERE queue = ? AND id > ? ORDER BY id LIMIT ?"
                                    .formatted(MessageRow.COLUMNS),
                            row ->
                                    new Waiting(
                                            row.getLong("id"),
                                            Instant.ofEpochMilli(row.getLong("since")),
                                            MessageRow.get(row)),
                            whole().name,
                            id,
                            most);
        }

        @Override
        public void remove(long id) {
            hide(id);
            if (!underWay.remove(id)) {
                access.commits().soon(new Change.Removal(id));
            }
        }

        @Override
        public void remove(long id, Changes with) {
            hide(id);
            underWay.remove(id);
            with.add(new Change.Removal(id));
        }

        private void hide(long id) {
            count(-1);
            removed.add(id);
        }

        @Override
        public long count() {
            return whole().count.get();
        }
    }
}
