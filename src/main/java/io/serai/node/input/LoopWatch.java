package io.serai.node.input;

import io.serai.mqtt.MqttMessage;
import io.serai.observe.Health;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;

/// Notices flows that feed themselves: what they publish comes to them again, over and over. Nothing in an MQTT
/// message says what caused it, so what flows publish while they process a message is remembered for a while,
/// with the number of messages before it that caused each other; whatever comes and is the same goes on with that
/// number. A flow that calls itself a few times, or slowly, is none of these. Thread-safe.
public final class LoopWatch {

    /// So many that caused each other,
    static final int HOPS = 100;

    /// over so long at least,
    static final Duration LASTING = Duration.ofSeconds(5);

    /// and at least so many a second, are a circle.
    static final int A_SECOND = 10;

    static final Duration QUIET = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(LoopWatch.class);
    private static final int REMEMBERED = 1024; // a power of two
    private static final int LOOKED_AT_BYTES = 4096;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    /// Messages that caused each other.
    ///
    /// @param since when the first of them was published, in timekeeper nanoseconds
    record Chain(int hops, long since) {}

    private record Published(long key, Chain chain, long nanos) {}

    private final Timekeeper time;
    private final Health health;
    private final AtomicReferenceArray<@Nullable Published> recent =
            new AtomicReferenceArray<>(REMEMBERED);

    private final ReentrantLock lock = new ReentrantLock();

    /// When the flows that feed themselves did so last.
    private final Map<String, Long> circling = new HashMap<>();

    LoopWatch(Timekeeper time, Health health) {
        this.time = time;
        this.health = health;
    }

    /// A message has come to a flow.
    ///
    /// @return what caused it; null when that is none of our flows, as far as is known
    @Nullable Chain came(MqttMessage message) {
        long key = key(message);
        Published known = recent.get(slot(key));
        return known != null && known.key == key && time.nanos() - known.nanos < QUIET.toNanos()
                ? known.chain
                : null;
    }

    /// A flow publishes while it processes a message.
    ///
    /// @param cause of the message that it processes
    void publishes(String flow, String route, MqttMessage message, @Nullable Chain cause) {
        long now = time.nanos();
        Chain chain = cause == null ? new Chain(1, now) : new Chain(cause.hops + 1, cause.since);
        long key = key(message);
        recent.set(slot(key), new Published(key, chain, now));
        long lasted = now - chain.since;
        if (chain.hops >= HOPS
                && lasted >= LASTING.toNanos()
                && chain.hops >= Duration.ofNanos(lasted).toMillis() / 1000.0 * A_SECOND) {
            circles(flow, route, message, chain, now);
        }
    }

    private void circles(String flow, String route, MqttMessage message, Chain chain, long now) {
        lock.lock();
        try {
            if (circling.put(flow, now) != null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        String what =
                "what route %s publishes on %s comes to it again, directly or by other flows: %d times in %d s"
                        .formatted(
                                route,
                                message.topic().text(),
                                chain.hops,
                                Duration.ofNanos(now - chain.since).toSeconds());
        LOG.warn(
                "Flow {} feeds itself: {}. It goes on. Publish on a topic that it does not take, or let a filter"
                        + " end the circle; serai stop {} stops it.",
                flow,
                what,
                flow);
        health.up(
                part(flow),
                "feeds itself: %s. Publish on another topic, or let a filter end the circle"
                        .formatted(what));
        time.schedule(QUIET, () -> look(flow));
    }

    private void look(String flow) {
        lock.lock();
        try {
            Long last = circling.get(flow);
            if (last != null && time.nanos() - last < QUIET.toNanos()) {
                time.schedule(QUIET, () -> look(flow));
                return;
            }
            circling.remove(flow);
        } finally {
            lock.unlock();
        }
        health.forget(part(flow));
        LOG.info("Flow {} no longer feeds itself.", flow);
    }

    private static String part(String flow) {
        return "flow %s: loop".formatted(flow);
    }

    private static int slot(long key) {
        return (int) (key >>> (Long.SIZE - Integer.numberOfTrailingZeros(REMEMBERED)));
    }

    private static long key(MqttMessage message) {
        byte[] payload = message.payload();
        int body =
                payload.length <= LOOKED_AT_BYTES
                        ? Arrays.hashCode(payload)
                        : Arrays.hashCode(Arrays.copyOf(payload, LOOKED_AT_BYTES));
        long key = message.topic().text().hashCode();
        key = key * FACTOR + body;
        key = key * FACTOR + payload.length;
        return key * FACTOR;
    }
}
