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
    private String fault = "";
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
            if (!fault.isEmpty()) {
                LOG.info("{} works again.", part);
            }
            fault = "";
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
            if (fault.isEmpty()) {
                LOG.warn("{}", reason);
            }
            fault = reason;
            health.down(part, reason);
        } finally {
            lock.unlock();
        }
    }

    /// Why the device does not work; empty when it does.
    String fault() {
        lock.lock();
        try {
            return fault;
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
