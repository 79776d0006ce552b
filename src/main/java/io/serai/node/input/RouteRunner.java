package io.serai.node.input;

import io.serai.time.Simulation;
import io.serai.time.ThreadHandle;
import io.serai.time.Timekeeper;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.support.EventHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// Sends the messages of one endpoint through its route, in order, on a virtual thread. A message that
/// waits for the broker's acknowledgement of what it published lets the next one begin, up to
/// [#WINDOW] of them; one that does anything else lets none pass.
final class RouteRunner {

    private static final Logger LOG = LoggerFactory.getLogger(RouteRunner.class);

    private static final int WINDOW = 200;

    /// What the worker works for.
    interface Work {

        /// The next message as an exchange; null when there is none for now.
        @Nullable MessageRun next(RouteRunner worker);

        /// The message has gone through its route. Must not throw.
        void finished(MessageRun run);
    }

    private final Work work;
    private final AsyncProcessor route;
    private final Timekeeper time;
    private final ThreadHandle thread;
    private final String name;

    private record Continuation(MessageRun run, Runnable action) {}

    private final Queue<Continuation> continuations = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private volatile boolean closing;
    private volatile boolean abandoned;

    private final LinkedHashSet<MessageRun> underWay = new LinkedHashSet<>();
    private int parked;

    /// Guards what follows, and the oldest of [#underWay].
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable MessageRun executing;

    /// @param name of the thread
    RouteRunner(String name, Work work, AsyncProcessor route, Timekeeper time) {
        this.work = work;
        this.route = route;
        this.time = time;
        this.name = name;
        thread = time.thread(name, this::run);
    }

    void start() {
        thread.start();
    }

    boolean isCurrentThread() {
        return thread.isCurrent();
    }

    /// From any thread: there may be something to do.
    void wake() {
        if (!signalled.getAndSet(true)) {
            thread.unpark();
        }
    }

    /// From any thread: goes on with `run` by `continuation` on the worker's thread, before the next
    /// message begins.
    void resume(MessageRun run, Runnable continuation) {
        continuations.add(new Continuation(run, continuation));
        wake();
    }

    void parked() {
        parked++;
    }

    void unparked() {
        parked--;
    }

    private void run() {
        while (!abandoned) {
            signalled.set(false);
            Continuation continuation = continuations.poll();
            if (continuation != null) {
                work(continuation.run(), continuation.action());
            } else if (!begin()) {
                if (closing && underWay.isEmpty()) {
                    return;
                }
                while (!signalled.get()) {
                    thread.park();
                    var _ = Thread.interrupted(); // meant for a message that has ended meanwhile
                }
            }
        }
    }

    private boolean begin() {
        if (underWay.size() != parked || parked >= WINDOW) {
            return false;
        }
        MessageRun run = work.next(this);
        if (run == null) {
            return false;
        }
        lock.lock();
        try {
            underWay.add(run);
        } finally {
            lock.unlock();
        }
        work(
                run,
                () ->
                        route.process(
                                run.exchange(),
                                _ -> {
                                    if (isCurrentThread()) {
                                        finished(run);
                                    } else {
                                        resume(run, () -> finished(run));
                                    }
                                }));
        return true;
    }

    /// One message must not end the thread, whatever it does.
    @SuppressWarnings("IllegalCatch")
    private void work(MessageRun run, Runnable part) {
        execute(run);
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            if (Simulation.isEnd(e)) {
                throw e;
            }
            // The steps of a route catch what they throw; this came from between them.
            if (underWay.contains(run)) {
                run.exchange().setException(e);
                EventHelper.notifyExchangeFailed(run.exchange().getContext(), run.exchange());
                finished(run);
            } else {
                LOG.error("{}: after a message had ended", name, e);
            }
        }
        rest();
    }

    private void execute(MessageRun run) {
        lock.lock();
        try {
            executing = run;
        } finally {
            lock.unlock();
        }
    }

    /// No message is on the thread now, so an interrupt that comes late means none.
    private void rest() {
        lock.lock();
        try {
            executing = null;
            var _ = Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    private void finished(MessageRun run) {
        lock.lock();
        try {
            underWay.remove(run);
        } finally {
            lock.unlock();
        }
        work.finished(run);
    }

    /// From any thread: the message that has been in work longer than `limit` and was not told before.
    Optional<MessageRun> overdue(Duration limit) {
        lock.lock();
        try {
            if (underWay.isEmpty()) {
                return Optional.empty();
            }
            MessageRun oldest = underWay.getFirst();
            if (oldest.overdue || time.nanos() - oldest.since() < limit.toNanos()) {
                return Optional.empty();
            }
            oldest.overdue = true;
            return Optional.of(oldest);
        } finally {
            lock.unlock();
        }
    }

    /// From any thread: interrupts the thread when it is just then busy with `run`.
    void interrupt(MessageRun run) {
        lock.lock();
        try {
            if (run.equals(executing)) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /// From any thread: whether the oldest message under way is overdue and was told.
    boolean isStuck() {
        lock.lock();
        try {
            return !underWay.isEmpty() && underWay.getFirst().overdue;
        } finally {
            lock.unlock();
        }
    }

    /// From any thread.
    boolean isIdle() {
        lock.lock();
        try {
            return underWay.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Ends what is under way and what [Work#next] still gives, up to `limit`, then interrupts.
    ///
    /// @return messages that had not ended by then, in order; what becomes of them means nothing any more
    List<MessageRun> close(Duration limit) {
        closing = true;
        wake();
        try {
            return thread.join(limit) ? List.of() : abandon(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return abandon(limit);
        }
    }

    private List<MessageRun> abandon(Duration limit) {
        List<MessageRun> left;
        lock.lock();
        try {
            abandoned = true;
            left = underWay.stream().filter(run -> !run.overdue).toList();
            underWay.forEach(run -> run.aborted = true);
            if (executing != null) {
                LOG.warn(
                        "{} did not finish its message within {} s; it was interrupted.",
                        name,
                        limit.toSeconds());
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
        wake();
        return left;
    }
}
