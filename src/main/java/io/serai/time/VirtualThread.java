package io.serai.time;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A virtual thread of the machine.
final class VirtualThread implements ThreadHandle {

    private final Thread thread;

    VirtualThread(String name, Runnable body) {
        thread = Thread.ofVirtual().name(name).unstarted(body);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void park() {
        LockSupport.park(this);
    }

    @Override
    public void unpark() {
        LockSupport.unpark(thread);
    }

    @Override
    public void interrupt() {
        thread.interrupt();
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        return thread.getState() == Thread.State.NEW
                || thread.join(limit.isPositive() ? limit : Duration.ofNanos(1));
    }
}
