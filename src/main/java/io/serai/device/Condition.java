package io.serai.device;

import io.serai.observe.Health;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.locks.ReentrantLock;

/// Whether a device works, as health and the log tell it: each change once, however often it is
/// asked. Thread-safe.
final class Condition {

    private static final Logger LOG = LoggerFactory.getLogger(Condition.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final String part;
    private final Health health;
    private boolean faulty;
    private boolean closed;

    Condition(String deviceId, Health health) {
        this.part = "device " + deviceId;
        this.health = health;
    }

    void works(String detail) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (faulty) {
                LOG.info("{} works again.", part);
            }
            faulty = false;
            health.up(part, detail);
        } finally {
            lock.unlock();
        }
    }

    void fails(String reason) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (!faulty) {
                LOG.warn("{}", reason);
            }
            faulty = true;
            health.down(part, reason);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            health.forget(part);
        } finally {
            lock.unlock();
        }
    }
}
