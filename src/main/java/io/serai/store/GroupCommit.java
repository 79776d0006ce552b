package io.serai.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Writes changes to one connection on a thread of its own, as many as there are in one transaction, so
/// that one wait for the disk serves all of them. In order. Thread-safe.
final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /// Changes that wait; more means that the disk is slower than what comes.
    private static final int MOST_PENDING = 20_000;

    /// How long a change that nobody waits for may wait for company.
    private static final long PATIENCE_MS = 100;

    private static final long RETRY_MS = 1000;
    private static final long CLOSE_MS = 5000;

    /// A change within a transaction.
    @FunctionalInterface
    interface Change {
        void apply(Connection connection) throws SQLException;
    }

    private static final class Pending {
        final Change change;
        final boolean awaited;
        final CompletableFuture<Void> done = new CompletableFuture<>();

        Pending(Change change, boolean awaited) {
            this.change = change;
            this.awaited = awaited;
        }
    }

    private final Connection connection;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread writer;
    private List<Pending> pending = new ArrayList<>();
    private boolean awaited;
    private boolean closed;
    private boolean failing;

    /// @param name of the file, for messages
    GroupCommit(Connection connection, String name) {
        this.connection = connection;
        this.name = name;
        writer = Thread.ofPlatform().daemon().name("messages on disk").start(this::write);
    }

    /// Applies `change`; completes when it is on disk.
    CompletableFuture<Void> commit(Change change) {
        var entry = new Pending(change, true);
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(new StoreException(name + " is closed"));
            }
            if (pending.size() >= MOST_PENDING) {
                return CompletableFuture.failedFuture(
                        new StoreException(
                                "%s: %d messages wait to be written; the disk is too slow for what comes"
                                        .formatted(name, pending.size())));
            }
            pending.add(entry);
            if (!awaited) {
                awaited = true;
                changed.signalAll();
            }
            return entry.done;
        } finally {
            lock.unlock();
        }
    }

    /// Applies `change` with the next ones, within [#PATIENCE_MS]; again and again if it fails.
    /// Completes when it is on disk; never when this is closed before.
    CompletableFuture<Void> soon(Change change) {
        var entry = new Pending(change, false);
        lock.lock();
        try {
            if (!closed) {
                pending.add(entry);
                if (pending.size() == 1) {
                    changed.signalAll();
                }
            }
            return entry.done;
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            for (List<Pending> batch = next(); !batch.isEmpty(); batch = next()) {
                write(batch);
            }
        } catch (InterruptedException e) {
            LOG.warn("{}: the writer was interrupted.", name, e);
        }
    }

    /// @return empty when closed and everything is written
    private List<Pending> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (pending.isEmpty() && !closed) {
                changed.await();
            }
            long left = TimeUnit.MILLISECONDS.toNanos(failing ? RETRY_MS : PATIENCE_MS);
            while (!awaited && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            List<Pending> batch = pending;
            pending = new ArrayList<>();
            awaited = false;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Pending> batch) {
        try {
            apply(batch);
            failing = false;
            batch.forEach(each -> each.done.complete(null));
        } catch (SQLException e) {
            if (batch.size() > 1) {
                // One that cannot be written must not take the others with it.
                batch.forEach(each -> write(List.of(each)));
            } else {
                failed(batch.getFirst(), e);
            }
        }
    }

    private void apply(List<Pending> batch) throws SQLException {
        execute("BEGIN IMMEDIATE");
        try {
            for (Pending each : batch) {
                each.change.apply(connection);
            }
            execute("COMMIT");
        } catch (SQLException e) {
            rollback(e);
            throw e;
        }
    }

    private void rollback(SQLException cause) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e); // a full disk has ended the transaction already
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void failed(Pending entry, SQLException cause) {
        if (!failing) {
            LOG.warn(
                    "{} cannot be written: {}. Free space on its disk or repair it; it is tried again.",
                    name,
                    cause.getMessage());
        }
        failing = true;
        if (entry.awaited) {
            entry.done.completeExceptionally(
                    new StoreException(
                            "%s cannot be written: %s".formatted(name, cause.getMessage()), cause));
            return;
        }
        lock.lock();
        try {
            if (!closed) {
                pending.addFirst(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Writes what is pending, not longer than 5 s, and ends.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!writer.join(Duration.ofMillis(CLOSE_MS))) {
                LOG.warn("{}: not everything was written within {} ms.", name, CLOSE_MS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
