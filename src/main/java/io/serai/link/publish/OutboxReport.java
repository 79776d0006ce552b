package io.serai.link.publish;

import io.serai.link.transport.LinkServices;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.MqttMessage;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What the owner hears of an outbox: each count, and in the log once for each outage that it is used,
/// that it is full, and that it is empty again. Confined to the event loop.
final class OutboxReport {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxReport.class);

    private final String name;
    private final String part;
    private final Timekeeper time;
    private final Health health;
    private final Counters counters;

    private boolean inUse;
    private boolean fullTold;
    private boolean expiryTold;
    private boolean failing;
    private long shown;
    private long sent;
    private long replayBegan;

    /// @param name of the link
    OutboxReport(String name, Timekeeper time, Health health, Counters counters) {
        this.name = name;
        this.time = time;
        this.health = health;
        this.counters = counters;
        part = "outbox " + name;
    }

    void found(long waiting) {
        inUse = true;
        LOG.info("{}: {} messages of an earlier run wait in the outbox.", name, waiting);
    }

    void began() {
        if (!inUse) {
            inUse = true;
            LOG.info(
                    "{}: what is published is kept in the outbox on disk, and sent in order when the"
                            + " broker is there.",
                    name);
        }
    }

    void kept() {
        counters.add("mqtt.outbox-kept", name);
        recovered();
    }

    void sent() {
        counters.add("mqtt.outbox-sent", name);
        if (sent++ == 0) {
            replayBegan = time.nanos();
        }
    }

    void empty() {
        if (!inUse) {
            return;
        }
        LOG.info(
                "{}: the outbox is empty; {} messages sent in {} s.",
                name,
                sent,
                TimeUnit.NANOSECONDS.toSeconds(
                        time.nanos() - (sent > 0 ? replayBegan : time.nanos())));
        sent = 0;
        inUse = false;
        fullTold = false;
        expiryTold = false;
    }

    void expired(Duration limit) {
        counters.add("mqtt.outbox-expired", name);
        if (!expiryTold) {
            expiryTold = true;
            LOG.warn(
                    "{}: messages that waited in the outbox for more than {} s are dropped and counted"
                            + " as mqtt.outbox-expired. Bring the broker back or raise outbox.max-age.",
                    name,
                    limit.toSeconds());
        }
    }

    void dropped(int limit) {
        counters.add("mqtt.outbox-dropped", name);
        tellFull(limit, "each new one drops the oldest, counted as mqtt.outbox-dropped");
    }

    void refused() {
        counters.add("mqtt.outbox-refused", name);
    }

    MqttLinkException full(MqttMessage message, int limit) {
        tellFull(limit, "new ones are refused, counted as mqtt.outbox-refused");
        return new MqttLinkException(
                ("%s: %d messages wait in the outbox already; this one, on %s, was not taken. Bring the"
                                + " broker back or raise outbox.max-messages")
                        .formatted(name, limit, message.topic()));
    }

    private void tellFull(int limit, String fate) {
        if (!fullTold) {
            fullTold = true;
            LOG.warn(
                    "{}: the outbox is full with {} messages; {}. Bring the broker back or raise"
                            + " outbox.max-messages.",
                    name,
                    limit,
                    fate);
        }
    }

    MqttLinkException failed(MqttMessage message, Throwable cause) {
        counters.add("mqtt.outbox-failed", name);
        failing = true;
        return new MqttLinkException(
                ("%s: the broker is away and the outbox cannot take this message, on %s: %s. Bring the"
                                + " broker back or free space on the disk")
                        .formatted(name, message.topic(), cause.getMessage()),
                cause);
    }

    void unreadable(StoreException failure) {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "{}: the outbox cannot be read; it is tried again, every {} s at most: {}",
                    name,
                    LinkServices.LONGEST_RETRY.toSeconds(),
                    failure.getMessage());
        }
    }

    /// What could not be written or read before is past.
    void recovered() {
        failing = false;
    }

    /// Told every second.
    ///
    /// @param waiting what is on disk now
    void waiting(long waiting) {
        if (failing) {
            health.down(part, "cannot be written or read; %d messages wait".formatted(waiting));
            shown = -1;
        } else if (waiting == 0 && shown != 0) {
            health.forget(part);
            shown = 0;
        } else if (waiting != shown) {
            health.up(part, waiting + " messages wait");
            shown = waiting;
        }
    }

    void closed() {
        health.forget(part);
    }
}
