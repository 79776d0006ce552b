package io.serai.store.sqlite;

import io.serai.store.Change;
import io.serai.store.Changes;
import io.serai.store.StoreException;
import io.serai.store.StoreWatch;
import io.serai.time.Backoff;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The one writer of a file: writes on a thread of its own, as many changes as there are in one
/// transaction, so that one wait for the disk serves all of them. In order. While the disk refuses, whoever
/// waits is told, and what is [Change.Keyed] is written as soon as the disk takes it. Thread-safe.
final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /// Changes that wait; more means that the disk is slower than what comes.
    static final int MOST_PENDING = 20_000;

    /// The same in memory.
    static final long MOST_BYTES = 16L * 1024 * 1024;

    /// Cells that are written later, beyond which the one that has waited longest is given up.
    private static final int MOST_UNSAVED = 100_000;

    /// How long a change that nobody waits for may wait for company.
    private static final long PATIENCE_MS = 100;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
    private static final long CLOSE_MS = 5000;

    /// What the writer needs of the house.
    ///
    /// @param open opens the file, and is asked again after a failure
    /// @param written told of each keyed change that is on disk
    record Services(Path file, Opening open, Consumer<Change.Keyed> written, StoreWatch watch) {}

    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    private record Pending(Changes changes, CompletableFuture<Void> done) {}

    /// Cells by what they are to be, those that have waited longest first.
    private static final class Cells extends LinkedHashMap<Object, Change.Keyed> {
        private static final long serialVersionUID = 1;

        void set(Change.Keyed change) {
            remove(change.cell());
            put(change.cell(), change);
        }
    }

    private record Batch(List<Pending> pending, boolean tries) {}

    private final Services around;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread writer;

    private List<Pending> pending = new ArrayList<>();
    private long pendingBytes;
    private boolean full;

    /// To be written after [#pending].
    private Cells later = new Cells();

    /// Taken from [#later] and being written.
    private Cells taken = new Cells();

    /// Refused by the disk, to be written before what comes.
    private final Cells refused = new Cells();

    private boolean urgent;
    private boolean hurries;
    private boolean triedLast;
    private boolean closed;
    private boolean ended;

    /// Of the writer alone.
    private @Nullable Connection connection;

    private @Nullable Throwable trouble;
    private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
    private long leftNanos;

    /// @param first what was opened; null with the trouble that stood in the way
    GroupCommit(Services around, @Nullable Connection first, @Nullable Throwable firstTrouble) {
        this.around = around;
        connection = first;
        if (first == null && firstTrouble != null) {
            inTrouble(firstTrouble);
        } else {
            around.watch().works();
        }
        writer = Thread.ofPlatform().daemon().name("store").start(this::write);
    }

    /// Makes all changes or none; completes when they are on disk.
    CompletableFuture<Void> commit(Changes changes) {
        long bytes = changes.all().stream().mapToLong(Change::bytes).sum();
        lock.lock();
        try {
            if (closed || ended) {
                return CompletableFuture.failedFuture(
                        new StoreException(
                                around.file()
                                        + (closed ? " is closed" : " has no writer any more")));
            }
            full |= pending.size() >= MOST_PENDING;
            full |= !pending.isEmpty() && pendingBytes + bytes > MOST_BYTES;
            if (full) {
                around.watch().counted("store.refused", 1);
                keep(changes, later);
                return CompletableFuture.failedFuture(
                        new StoreException(
                                "%s: %d changes wait to be written; the disk is too slow for what comes"
                                        .formatted(around.file(), pending.size())));
            }
            var entry = new Pending(changes, new CompletableFuture<>());
            pending.add(entry);
            pendingBytes += bytes;
            if (!urgent) {
                urgent = true;
                changed.signalAll();
            }
            return entry.done();
        } finally {
            lock.unlock();
        }
    }

    /// Makes a change with the next ones, within [#PATIENCE_MS]; again and again if it fails.
    void soon(Change.Keyed change) {
        lock.lock();
        try {
            boolean first = later.isEmpty();
            keep(change, later);
            if (first) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Something has changed for the better: what was refused is tried again at once.
    void retry() {
        lock.lock();
        try {
            hurries = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What a cell is to be, as far as that is not on disk and nobody waits for it.
    Optional<Change.Keyed> unsaved(Object cell) {
        lock.lock();
        try {
            return Optional.ofNullable(
                    later.getOrDefault(cell, taken.getOrDefault(cell, refused.get(cell))));
        } finally {
            lock.unlock();
        }
    }

    /// All of [#unsaved], later ones last.
    List<Change.Keyed> unsaved() {
        lock.lock();
        try {
            List<Change.Keyed> all = new ArrayList<>(refused.values());
            all.addAll(taken.values());
            all.addAll(later.values());
            return all;
        } finally {
            lock.unlock();
        }
    }

    boolean isWriter() {
        return Thread.currentThread().equals(writer);
    }

    private void keep(Changes changes, Cells cells) {
        for (Change each : changes.all()) {
            if (each instanceof Change.Keyed keyed) {
                keep(keyed, cells);
            }
        }
    }

    private void keep(Change.Keyed change, Cells cells) {
        cells.set(change);
        if (cells.size() > MOST_UNSAVED) {
            cells.pollFirstEntry();
            around.watch().counted("store.given-up", 1);
        }
    }

    private void write() {
        String why = "it was interrupted";
        try {
            for (Batch batch = next(); batch != null; batch = next()) {
                write(batch);
            }
            why = "";
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end(why);
        }
    }

    /// @param why empty when as it should be
    private void end(String why) {
        List<Pending> left;
        lock.lock();
        try {
            ended = true;
            left = pending;
            pending = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        if (!why.isEmpty()) {
            LOG.error(
                    "{}: nothing is written any more: {}. Restart the gateway.",
                    around.file(),
                    why);
            around.watch().fails(around.file() + ": nothing is written any more: " + why);
        }
        var cause = new StoreException(around.file() + " has no writer any more");
        left.forEach(each -> each.done().completeExceptionally(cause));
        disconnect();
    }

    /// @return null when closed and everything is written
    private @Nullable Batch next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (trouble != null) {
                while (!urgent && !closed && !hurries && leftNanos > 0) {
                    leftNanos = changed.awaitNanos(leftNanos);
                }
                leftNanos = hurries ? 0 : leftNanos;
                hurries = false;
            } else {
                while (pending.isEmpty() && later.isEmpty() && !closed) {
                    changed.await();
                }
                long left = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
                while (!urgent && !closed && left > 0) {
                    left = changed.awaitNanos(left);
                }
            }
            if (closed && pending.isEmpty() && later.isEmpty()) {
                if (refused.isEmpty() || triedLast) {
                    return null;
                }
                triedLast = true;
            }
            // Without a connection what is urgent is told at once, and the file opened when it is
            // time.
            var batch = new Batch(pending, closed || connection != null || leftNanos <= 0);
            pending = new ArrayList<>();
            pendingBytes = 0;
            full = false;
            taken = later;
            later = new Cells();
            urgent = false;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void write(Batch batch) {
        Throwable failure = trouble;
        boolean isSettled = false;
        try {
            if (batch.tries()) {
                failure = inOne(batch);
                isSettled = failure == null;
                if (failure != null && connection != null && !isOfTheFile(failure)) {
                    failure = oneByOne(batch, failure);
                    isSettled = true;
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e; // of the writer itself, which goes on
        }
        if (!isSettled) {
            Throwable why = failure == null ? new IllegalStateException("not tried") : failure;
            batch.pending().forEach(each -> refuse(each, why));
            putOff();
        }
        if (failure == null) {
            recovered();
        } else if (batch.tries()) {
            inTrouble(failure);
        }
    }

    private static boolean isOfTheFile(Throwable failure) {
        return failure instanceof SQLException e && SqliteFile.isOfTheFile(e);
    }

    /// Whether the disk refuses, as opposed to something being wrong with one change.
    private static boolean isOfTheDisk(Throwable failure) {
        return failure instanceof SQLException e && SqliteFile.isOfTheDisk(e);
    }

    /// @return why it failed; null when it did not
    private @Nullable Throwable inOne(Batch batch) {
        List<Change> all = new ArrayList<>(cells(refused));
        batch.pending().forEach(each -> all.addAll(each.changes().all()));
        all.addAll(cells(taken));
        Throwable failure = transaction(all);
        if (failure == null) {
            written(refused);
            batch.pending().forEach(this::kept);
            written(taken);
        }
        return failure;
    }

    private List<Change.Keyed> cells(Cells cells) {
        lock.lock();
        try {
            return List.copyOf(cells.values());
        } finally {
            lock.unlock();
        }
    }

    private void written(Cells cells) {
        List<Change.Keyed> all = cells(cells);
        lock.lock();
        try {
            cells.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(around.written());
    }

    private void kept(Pending entry) {
        List<Change.Keyed> keyed = new ArrayList<>();
        lock.lock();
        try {
            for (Change each : entry.changes().all()) {
                if (each instanceof Change.Keyed change) {
                    refused.remove(change.cell());
                    keyed.add(change);
                }
            }
        } finally {
            lock.unlock();
        }
        keyed.forEach(around.written());
        entry.changes().kept();
        entry.done().complete(null);
    }

    /// One that cannot be written must not take the others with it. Removals come first: they make room.
    ///
    /// @return why something is still not on disk; null when all is that can be
    private @Nullable Throwable oneByOne(Batch batch, Throwable cause) {
        if (batch.pending().isEmpty() && cells(refused).isEmpty() && cells(taken).isEmpty()) {
            return cause; // nothing was to be written, and the disk would not have even that
        }
        Throwable failure = removals();
        failure = failure == null ? rest() : failure;
        boolean isOver = false;
        for (Pending each : batch.pending()) {
            Throwable its = isOver ? cause : transaction(each.changes().all());
            if (its == null) {
                kept(each);
                continue;
            }
            isOver |= isOfTheFile(its);
            refuse(each, its);
            if (isOfTheDisk(its)) {
                failure = its;
            } else {
                LOG.error("{}: a change cannot be written", around.file(), its);
            }
        }
        putOff();
        Throwable left = rest();
        return left == null ? failure : left;
    }

    private @Nullable Throwable removals() {
        List<Change.Keyed> all = new ArrayList<>(cells(refused));
        all.addAll(cells(taken));
        all.removeIf(each -> !(each instanceof Change.Removal));
        Throwable failure = all.isEmpty() ? null : transaction(all);
        if (failure == null) {
            lock.lock();
            try {
                all.forEach(each -> {
                    refused.remove(each.cell());
                    taken.remove(each.cell());
                });
            } finally {
                lock.unlock();
            }
            all.forEach(around.written());
        }
        return failure;
    }

    private @Nullable Throwable rest() {
        List<Change.Keyed> all = cells(refused);
        Throwable failure = all.isEmpty() ? null : transaction(all);
        if (failure == null) {
            written(refused);
        }
        return failure;
    }

    /// What was taken is to be written after what was refused before.
    private void putOff() {
        lock.lock();
        try {
            taken.values().forEach(each -> keep(each, refused));
            taken.clear();
        } finally {
            lock.unlock();
        }
    }

    private void refuse(Pending entry, Throwable cause) {
        lock.lock();
        try {
            keep(entry.changes(), refused);
        } finally {
            lock.unlock();
        }
        around.watch().counted("store.refused", 1);
        entry.done()
                .completeExceptionally(
                        new StoreException(
                                "%s cannot be written: %s. %s"
                                        .formatted(
                                                around.file(),
                                                cause.getMessage(),
                                                SqliteFile.remedy(around.file(), cause)),
                                cause));
    }

    /// @return why it failed; null when it did not
    private @Nullable Throwable transaction(List<? extends Change> changes) {
        try {
            Connection open = connection;
            if (open == null) {
                open = around.open().open();
                connection = open;
            }
            if (changes.isEmpty() && trouble == null) {
                return null;
            }
            // Only what must survive a power cut waits for the disk itself.
            boolean isLight =
                    changes.stream()
                            .allMatch(each -> each instanceof Change.Keyed it && it.isLight());
            Schema.execute(open, "PRAGMA synchronous = " + (isLight ? "NORMAL" : "FULL"));
            Schema.execute(open, "BEGIN IMMEDIATE");
            try {
                for (Change each : changes) {
                    SqlChanges.apply(open, each);
                }
                if (changes.isEmpty()) {
                    Schema.execute(open, "PRAGMA user_version = " + Schema.VERSION); // is written
                }
                Schema.execute(open, "COMMIT");
                around.watch().counted("store.commits", 1);
                around.watch().counted("store.changes", changes.size());
                return null;
            } catch (SQLException | RuntimeException | Error e) {
                Schema.rollback(open, e);
                throw e;
            }
        } catch (SQLException e) {
            if (SqliteFile.needsOpening(e)) {
                disconnect();
            }
            return e;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    private void disconnect() {
        try (Connection _ = connection) {
            connection = null;
        } catch (SQLException e) {
            LOG.debug("{} could not be closed", around.file(), e);
        }
    }

    private void inTrouble(Throwable cause) {
        if (trouble == null) {
            backoff.reset();
            String why =
                    "%s cannot be written: %s. %s"
                            .formatted(
                                    around.file(),
                                    cause.getMessage(),
                                    SqliteFile.remedy(around.file(), cause));
            LOG.warn("{} It is tried again.", why);
            around.watch().fails(why);
        }
        trouble = cause;
        leftNanos = backoff.next().toNanos();
    }

    private void recovered() {
        if (trouble != null) {
            trouble = null;
            LOG.info("{} is written again.", around.file());
            around.watch().works();
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
                LOG.warn("{}: not everything was written within {} ms.", around.file(), CLOSE_MS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
