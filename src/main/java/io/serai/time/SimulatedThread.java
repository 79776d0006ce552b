package io.serai.time;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// A thread of a [Simulation]: a thread of the machine that runs only while the simulation's own thread
/// waits for it.
final class SimulatedThread implements ThreadHandle, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedThread.class);
    private static final int STACK_LINES = 8;

    private final String name;
    private final Runnable body;
    private final Simulation simulation;
    private final Executor threads;

    private final Semaphore go = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);

    private final ReentrantLock lock = new ReentrantLock();
    private final List<SimulatedThread> joining = new ArrayList<>();
    private volatile @Nullable Thread thread;
    private boolean begun;
    private boolean running;
    private boolean parked;
    private boolean told;
    private volatile boolean finishing;
    private volatile boolean ended;

    SimulatedThread(String name, Runnable body, Simulation simulation, Executor threads) {
        this.name = name;
        this.body = body;
        this.simulation = simulation;
        this.threads = threads;
    }

    Simulation simulation() {
        return simulation;
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public void start() {
        lock.lock();
        try {
            begun = true;
        } finally {
            lock.unlock();
        }
        simulation.resumeSoon(this);
    }

    /// On the simulation's own thread: lets it run until it ends or parks.
    ///
    /// @throws Simulation.StuckException when it does neither in time
    void resume() {
        boolean begins;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            begins = !running;
            running = true;
            begun = true;
            parked = false;
        } finally {
            lock.unlock();
        }
        if (begins) {
            simulation.began(this);
            threads.execute(this);
        } else {
            go.release();
        }
        try {
            if (!back.tryAcquire(simulation.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw stuck("runs for more than " + simulation.patience());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stuck("was given up");
        }
    }

    /// The simulation is over: it ends where it waits.
    void finish() {
        finishing = true;
        resume();
    }

    /// Unwinds a thread whose simulation is over.
    static final class Over extends Error {
        Over() {
            super("the simulation is over", null, false, false);
        }
    }

    /// It is left to itself: interrupted, and never waited for again.
    Simulation.StuckException stuck(String how) {
        Thread mine = thread;
        String where =
                mine == null
                        ? ""
                        : Arrays.stream(mine.getStackTrace())
                                .limit(STACK_LINES)
                                .map(frame -> "\n    at " + frame)
                                .collect(Collectors.joining());
        ended = true;
        simulation.ended(this);
        if (mine != null) {
            mine.interrupt();
        }
        return new Simulation.StuckException("%s %s%s".formatted(name, how, where));
    }

    @Override
    @SuppressWarnings("IllegalCatch") // an error must not end the simulation without a word
    public void run() {
        thread = Thread.currentThread();
        try {
            Simulation.runAs(this, body);
        } catch (Over _) {
            // As it was meant to.
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed", name, e);
        } finally {
            var _ = Thread.interrupted(); // the thread is another thread's next
            end();
            simulation.ended(this);
            back.release();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            thread = null;
            joining.forEach(SimulatedThread::unpark);
            joining.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void park() {
        if (finishing) {
            throw new Over();
        }
        lock.lock();
        try {
            if (told || Thread.currentThread().isInterrupted()) {
                told = false;
                return;
            }
            parked = true;
        } finally {
            lock.unlock();
        }
        back.release();
        go.acquireUninterruptibly();
        if (finishing) {
            throw new Over();
        }
    }

    @Override
    public void unpark() {
        lock.lock();
        try {
            if (!parked) {
                told = true;
                return;
            }
            parked = false; // but once
        } finally {
            lock.unlock();
        }
        simulation.resumeSoon(this);
    }

    @Override
    public void interrupt() {
        Thread mine = thread;
        if (mine != null) {
            mine.interrupt();
            unpark();
        }
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        SimulatedThread self = Simulation.currentThread();
        lock.lock();
        try {
            if (ended || !begun) {
                return true;
            }
            joining.add(self);
        } finally {
            lock.unlock();
        }
        long deadline = simulation.nanos() + limit.toNanos();
        Timekeeper.Task alarm = simulation.alarm(self, limit);
        try {
            while (!ended && simulation.nanos() < deadline) {
                self.park();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return ended;
        } finally {
            alarm.cancel();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
