package io.serai.link.transport;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.serai.time.Timekeeper;

import java.time.Duration;

/// Finds out whether the other end is still there: PINGREQ when it has been quiet, and the end of the
/// connection when nothing answers it. Confined to the event loop.
public final class KeepAlive {

    /// Early enough for a look each second.
    private static final long MARGIN = Duration.ofSeconds(2).toNanos();

    /// By how much one look each second may come early, so that none more is needed.
    private static final long JITTER = Duration.ofMillis(500).toNanos();

    private final Timekeeper time;
    private long interval;
    private boolean pinged;
    private long pingedAt;

    public KeepAlive(Timekeeper time) {
        this.time = time;
    }

    /// A connection is there.
    ///
    /// @param newInterval zero for never
    public void opened(Duration newInterval) {
        interval = newInterval.toNanos();
        pinged = false;
    }

    /// PINGRESP.
    public void answered() {
        pinged = false;
    }

    /// Every second, while connected.
    public void check(NetworkConnection on) {
        long now = time.nanos();
        if (pinged) {
            if (now - pingedAt > Math.max(interval / 2, MARGIN) - JITTER) {
                on.close(new BrokerFault("the broker does not answer PINGREQ"));
            }
            return;
        }
        // Also when only reading is idle, to notice a dead peer.
        long quiet = interval - Math.min(interval / 2, MARGIN);
        if (interval > 0 && (now - on.lastWrite() >= quiet || now - on.lastRead() >= quiet)) {
            pinged = true;
            pingedAt = now;
            on.send(MqttMessage.PINGREQ);
        }
    }
}
