package io.serai.time;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/// Virtual time in which threads run one at a time, each until it ends or waits. What happens depends on
/// nothing but what was begun, so the same begun twice happens twice the same. Time passes only in
/// [#advance] and [#call], which one thread outside the simulation calls; everything else belongs on its
/// threads.
public final class Simulation implements Timekeeper, AutoCloseable {

    private static final ScopedValue<SimulatedThread> CURRENT = ScopedValue.newInstance();

    /// So much happens at one instant only when something goes round in circles.
    private static final int MOST_AT_ONCE = 100_000;

    private static final AtomicLong SIMULATIONS = new AtomicLong();

    private final VirtualTimekeeper clock;
    private final ZoneId zone;
    private final Duration patience;
    private final String threadNames =
            "serai-simulation-%d-".formatted(SIMULATIONS.incrementAndGet());
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon().name(threadNames, 0).factory());
    private final Set<SimulatedThread> alive = new LinkedHashSet<>();
    private final long begin = System.nanoTime();
    private long made;

    /// Begins at a moment.
    ///
    /// @param patience how long all of it may take on the machine's clock
    public Simulation(Instant start, ZoneId zone, Duration patience) {
        this.clock = new VirtualTimekeeper(start);
        this.zone = zone;
        this.patience = patience;
    }

    /// The simulation that the calling thread is a thread of.
    public static Optional<Simulation> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get().simulation()) : Optional.empty();
    }

    /// Whether this is no failure of what runs but how a simulation that is over ends it; to be thrown on.
    public static boolean isEnd(Throwable thrown) {
        return thrown instanceof SimulatedThread.Over;
    }

    static boolean isCurrent() {
        return CURRENT.isBound();
    }

    static SimulatedThread currentThread() {
        return CURRENT.get();
    }

    /// The thread that calls.
    ///
    /// @throws java.util.NoSuchElementException when the calling thread is none of a simulation
    public static ThreadHandle thread() {
        return CURRENT.get();
    }

    static void runAs(SimulatedThread thread, Runnable body) {
        ScopedValue.where(CURRENT, thread).run(body);
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    public ZoneId zone() {
        return zone;
    }

    @Override
    public long nanos() {
        return clock.nanos();
    }

    /// How long it has taken on the machine's clock.
    public Duration spent() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /// What is left of the patience; a moment at least.
    Duration left() {
        Duration left = patience.minus(spent());
        return left.isPositive() ? left : Duration.ofMillis(1);
    }

    String patience() {
        return "%d s".formatted(patience.toSeconds());
    }

    /// When something is due next; empty when nothing will ever happen by itself.
    public Optional<Instant> nextDue() {
        return clock.nextDue();
    }

    @Override
    public Task schedule(Duration delay, Runnable task) {
        return clock.schedule(delay, () -> begin(task));
    }

    @Override
    public Task scheduleAt(Instant due, Runnable task) {
        return clock.scheduleAt(due, () -> begin(task));
    }

    /// A run that is still busy when the next is due makes that next one fall out, as with the machine's
    /// time.
    @Override
    public Task scheduleEvery(Duration initialDelay, Duration period, Runnable task) {
        var repetition = new Repetition(task);
        return clock.scheduleEvery(initialDelay, period, repetition::tick);
    }

    private final class Repetition {
        private final Runnable task;
        private boolean busy;

        Repetition(Runnable task) {
            this.task = task;
        }

        void tick() {
            if (busy) {
                return;
            }
            busy = true;
            begin(() -> {
                try {
                    task.run();
                } finally {
                    busy = false;
                }
            });
        }
    }

    private void begin(Runnable task) {
        newThread("task " + made, task).resume();
    }

    @Override
    public ThreadHandle thread(String name, Runnable body) {
        return newThread(name, body);
    }

    private SimulatedThread newThread(String name, Runnable body) {
        made++;
        return new SimulatedThread(name, body, this, threads);
    }

    /// What the names of its threads begin with, and those of no others.
    String threadNames() {
        return threadNames;
    }

    void began(SimulatedThread thread) {
        alive.add(thread);
    }

    void ended(SimulatedThread thread) {
        alive.remove(thread);
    }

    void resumeSoon(SimulatedThread thread) {
        clock.schedule(Duration.ZERO, thread::resume);
    }

    Task alarm(SimulatedThread thread, Duration delay) {
        return clock.schedule(delay, thread::unpark);
    }

    /// On a thread: waits for `span` of virtual time.
    ///
    /// @throws InterruptedException when the thread is interrupted meanwhile
    public void sleep(Duration span) throws InterruptedException {
        SimulatedThread self = CURRENT.get();
        long until = nanos() + span.toNanos();
        Task alarm = alarm(self, span);
        try {
            do {
                self.park();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            } while (nanos() < until);
        } finally {
            alarm.cancel();
        }
    }

    /// Lets `span` of time pass, and happen what happens in it.
    ///
    /// @throws StuckException when a thread neither ends nor waits in a way that the simulation knows
    public void advance(Duration span) {
        long target = nanos() + span.toNanos();
        long instant = nanos();
        int atOnce = 0;
        while (clock.runNext(target)) {
            atOnce = nanos() == instant ? atOnce + 1 : 0;
            instant = nanos();
            if (spent().compareTo(patience) > 0) {
                throw new StuckException("it takes more than " + patience());
            }
            if (atOnce > MOST_AT_ONCE) {
                throw new StuckException(
                        "more than %d things happen at one instant; something goes round in circles"
                                .formatted(MOST_AT_ONCE));
            }
        }
        clock.advance(Duration.ofNanos(target - nanos()));
    }

    /// Runs `body` on a thread, and lets as much time pass as that takes, up to `limit`.
    ///
    /// @throws Exception what `body` throws
    /// @throws StuckException when it waits for longer, or as with [#advance]
    public <T> T call(String name, Duration limit, Callable<T> body) throws Exception {
        var outcome = new FutureTask<T>(body);
        SimulatedThread thread = newThread(name, outcome);
        thread.start();
        long deadline = nanos() + limit.toNanos();
        advance(Duration.ZERO);
        while (!thread.hasEnded()) {
            Instant next = nextDue().orElse(Instant.MAX);
            if (next.isAfter(now().plusNanos(deadline - nanos()))) {
                throw thread.stuck(
                        "waits for more than %d s of virtual time".formatted(limit.toSeconds()));
            }
            advance(Duration.between(now(), next));
        }
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /// Ends every thread where it waits; nothing happens any more.
    @Override
    public void close() {
        while (!alive.isEmpty()) {
            SimulatedThread thread = alive.iterator().next();
            alive.remove(thread);
            thread.finish();
        }
        threads.shutdownNow();
    }

    /// A thread runs on without an end, or waits for something outside the simulation.
    public static final class StuckException extends RuntimeException {
        StuckException(String message) {
            super(message);
        }
    }
}
