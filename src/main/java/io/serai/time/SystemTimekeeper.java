package io.serai.time;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The machine's own time. One thread watches the clock; the tasks run on virtual threads, so that
/// one that blocks delays no other.
public final class SystemTimekeeper implements Timekeeper, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SystemTimekeeper.class);

    /// How often the wall clock is compared with the running time.
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// A time of day is not waited for longer without a look at the clock.
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Clock wall;
    private final AtomicBoolean watching = new AtomicBoolean();
    private final List<Consumer<ClockJump>> listeners = new CopyOnWriteArrayList<>();
    private final Set<Appointment> appointments = ConcurrentHashMap.newKeySet();

    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("serai-clock").factory());
    private final ExecutorService workers =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("serai-task-", 0).factory());

    public SystemTimekeeper() {
        this(Clock.systemUTC());
    }

    /// @param wall the wall clock
    SystemTimekeeper(Clock wall) {
        this.wall = wall;
        clock.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return wall.instant();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Task schedule(Duration delay, Runnable task) {
        ScheduledFuture<?> due =
                clock.schedule(
                        () -> workers.execute(() -> run(task)),
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }

    @Override
    public Task scheduleEvery(Duration initialDelay, Duration period, Runnable task) {
        var repetition = new Repetition(task);
        ScheduledFuture<?> due =
                clock.scheduleAtFixedRate(
                        repetition::tick,
                        initialDelay.toNanos(),
                        period.toNanos(),
                        TimeUnit.NANOSECONDS);
        return () -> {
            repetition.cancelled.set(true);
            due.cancel(false);
        };
    }

    @Override
    public Task scheduleAt(Instant due, Runnable task) {
        watchWallClock();
        var appointment = new Appointment(due, task);
        appointments.add(appointment);
        appointment.arm();
        return appointment;
    }

    /// Tells `listener` each time the wall clock was set, within a second or so.
    public void onClockJump(Consumer<ClockJump> listener) {
        listeners.add(listener);
        watchWallClock();
    }

    private void watchWallClock() {
        if (watching.compareAndSet(false, true)) {
            var watched = new WallClock(wall, this::nanos);
            scheduleEvery(LOOK, LOOK, () -> watched.look().ifPresent(this::jumped));
        }
    }

    private void jumped(ClockJump jump) {
        appointments.forEach(Appointment::arm);
        listeners.forEach(each -> each.accept(jump));
    }

    @Override
    public ThreadHandle thread(String name, Runnable body) {
        return new VirtualThread(name, body);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }

    @SuppressWarnings("IllegalCatch") // an error must not end a task without a word
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A timed task failed; a repeating one goes on.", e);
        }
    }

    private final class Appointment implements Task {
        private final Instant due;
        private final Runnable task;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable ScheduledFuture<?> look;

        Appointment(Instant due, Runnable task) {
            this.due = due;
            this.task = task;
        }

        /// Waits as long as it takes by what the clock says now.
        void arm() {
            Duration left = Duration.between(now(), due);
            Duration wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
            lock.lock();
            try {
                if (look != null) {
                    look.cancel(false);
                }
                if (appointments.contains(this)) {
                    look = clock.schedule(this::look, wait.toNanos(), TimeUnit.NANOSECONDS);
                }
            } finally {
                lock.unlock();
            }
        }

        private void look() {
            if (now().isBefore(due)) {
                arm();
            } else if (appointments.remove(this)) {
                workers.execute(() -> SystemTimekeeper.run(task));
            }
        }

        @Override
        public void cancel() {
            appointments.remove(this);
            arm();
        }
    }

    private final class Repetition {
        private final Runnable task;
        private final AtomicBoolean busy = new AtomicBoolean();
        private final AtomicBoolean cancelled = new AtomicBoolean();

        Repetition(Runnable task) {
            this.task = task;
        }

        void tick() {
            if (cancelled.get() || !busy.compareAndSet(false, true)) {
                return;
            }
            workers.execute(() -> {
                try {
                    SystemTimekeeper.run(task);
                } finally {
                    busy.set(false);
                }
            });
        }
    }
}
