package io.serai.time;

import java.text.SimpleDateFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/// What the classes that [VirtualClocks] has rewritten call in place of the machine's clock: in a
/// [Simulation] its time, elsewhere the machine's.
public final class Clocks {

    /// A wait that nobody ends with a word is looked at so often.
    private static final Duration MOST_PATIENT = Duration.ofMillis(64);

    /// Camel's stop watch takes a zero for not started.
    private static final long ORIGIN = 1_000_000_000L;

    private static final long BEGIN_MILLIS = System.currentTimeMillis();
    private static final long BEGIN_NANOS = System.nanoTime();

    private Clocks() {}

    /// In place of [System#currentTimeMillis] where only spans are measured by it: nobody sets this one.
    public static long steadyMillis() {
        return Simulation.isCurrent()
                ? now().toEpochMilli()
                : BEGIN_MILLIS + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - BEGIN_NANOS);
    }

    /// In place of [System#currentTimeMillis].
    public static long currentTimeMillis() {
        return Simulation.isCurrent() ? now().toEpochMilli() : System.currentTimeMillis();
    }

    /// In place of [System#nanoTime].
    public static long nanoTime() {
        return Simulation.isCurrent()
                ? ORIGIN + Simulation.currentThread().simulation().nanos()
                : System.nanoTime();
    }

    /// In place of [Instant#now()].
    public static Instant instant() {
        return Simulation.isCurrent() ? now() : Instant.now();
    }

    /// In place of the clock that the `now()` of dates and times read.
    public static Clock clock() {
        return Simulation.isCurrent()
                ? new SimulatedClock(zone())
                : Clock.system(ZoneId.systemDefault());
    }

    /// In place of the clock that the `now(ZoneId)` of dates and times read.
    public static Clock clock(ZoneId zone) {
        return Simulation.isCurrent() ? new SimulatedClock(zone) : Clock.system(zone);
    }

    /// In place of [Thread#sleep(long)].
    public static void sleep(long millis) throws InterruptedException {
        sleep(Duration.ofMillis(millis));
    }

    /// In place of [Thread#sleep(Duration)].
    public static void sleep(Duration span) throws InterruptedException {
        if (Simulation.isCurrent()) {
            Simulation.currentThread().simulation().sleep(span);
        } else {
            Thread.sleep(span);
        }
    }

    /// In place of [CountDownLatch#await()].
    public static void await(CountDownLatch latch) throws InterruptedException {
        if (Simulation.isCurrent()) {
            var _ = look(latch, Long.MAX_VALUE);
        } else {
            latch.await();
        }
    }

    /// In place of [CountDownLatch#await(long, TimeUnit)].
    public static boolean await(CountDownLatch latch, long limit, TimeUnit unit)
            throws InterruptedException {
        return Simulation.isCurrent()
                ? look(latch, nanoTime() + unit.toNanos(limit))
                : latch.await(limit, unit);
    }

    /// Looks now and then, as nobody tells: [#MOST_PATIENT] apart at most.
    private static boolean look(CountDownLatch latch, long deadline) throws InterruptedException {
        Duration pause = Duration.ofMillis(1);
        while (latch.getCount() > 0) {
            long left = deadline - nanoTime();
            if (left <= 0) {
                return false;
            }
            sleep(pause.toNanos() < left ? pause : Duration.ofNanos(left));
            pause = longer(pause);
        }
        return true;
    }

    private static Duration longer(Duration pause) {
        return pause.compareTo(MOST_PATIENT) < 0 ? pause.multipliedBy(2) : pause;
    }

    /// In place of [DelayQueue#take].
    public static Delayed take(DelayQueue<?> queue) throws InterruptedException {
        if (!Simulation.isCurrent()) {
            return queue.take();
        }
        while (true) {
            Delayed due = queue.poll();
            if (due != null) {
                return due;
            }
            Delayed next = queue.peek();
            long wait = next == null ? 0 : next.getDelay(TimeUnit.NANOSECONDS);
            sleep(wait > 0 ? Duration.ofNanos(wait) : Duration.ofMillis(1));
        }
    }

    /// In place of [Semaphore#acquire()].
    public static void acquire(Semaphore semaphore) throws InterruptedException {
        if (!Simulation.isCurrent()) {
            semaphore.acquire();
            return;
        }
        Duration pause = Duration.ofMillis(1);
        while (!semaphore.tryAcquire()) {
            sleep(pause);
            pause = longer(pause);
        }
    }

    /// In place of [Lock#lock]: who holds it may wait for another thread, for which time must pass; or be no
    /// thread of this simulation, and then its time must not.
    public static void lock(Lock lock) {
        if (!Simulation.isCurrent()) {
            lock.lock();
            return;
        }
        boolean interrupted = false;
        Duration pause = Duration.ofMillis(1);
        while (!lock.tryLock()) {
            try {
                if (isHeldOutside(lock)) {
                    if (lock.tryLock(MOST_PATIENT.toMillis(), TimeUnit.MILLISECONDS)) {
                        break;
                    }
                } else {
                    sleep(pause);
                    pause = longer(pause);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Locks of the JDK say in words alone who holds them. Of what does not say it is taken to be a thread.
    private static boolean isHeldOutside(Lock lock) {
        String says = lock.toString();
        return says.contains("Locked by thread ")
                && !says.contains(
                        "Locked by thread "
                                + Simulation.currentThread().simulation().threadNames());
    }

    /// In place of [TimeZone#getDefault].
    public static TimeZone timeZone() {
        return Simulation.isCurrent() ? TimeZone.getTimeZone(zone()) : TimeZone.getDefault();
    }

    /// In place of [Calendar#getInstance()].
    public static Calendar calendar() {
        Calendar calendar = Calendar.getInstance(timeZone());
        calendar.setTimeInMillis(currentTimeMillis());
        return calendar;
    }

    /// After the making of a format, which takes the machine's zone.
    public static void inZone(SimpleDateFormat format) {
        if (Simulation.isCurrent()) {
            format.setTimeZone(timeZone());
        }
    }

    private static Instant now() {
        return Simulation.currentThread().simulation().now();
    }

    /// In place of [ZoneId#systemDefault].
    public static ZoneId zone() {
        return Simulation.isCurrent()
                ? Simulation.currentThread().simulation().zone()
                : ZoneId.systemDefault();
    }

    private static final class SimulatedClock extends Clock {
        private final ZoneId zone;

        SimulatedClock(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new SimulatedClock(other);
        }

        @Override
        public Instant instant() {
            return Clocks.instant();
        }
    }
}
