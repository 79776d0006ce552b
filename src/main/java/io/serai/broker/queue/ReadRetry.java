package io.serai.broker.queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;

/// When a message that the disk did not give is asked for again: after one second, then after twice as
/// long each time, for about a minute. One message of a queue at a time. Confined to its bucket.
final class ReadRetry {

    private static final Logger LOG = LoggerFactory.getLogger(ReadRetry.class);

    private static final int MOST = 6;
    private static final long NOBODY = Long.MIN_VALUE;

    private long number = NOBODY;
    private int failures;
    private long since;

    /// The last one was given up, and none was read since.
    private boolean isInDamage;

    /// Whether it is not to be read yet.
    boolean waits(QueuedMessage message, QueueTime now) {
        return message.number == number && !isDue(now);
    }

    boolean isDue(QueueTime now) {
        return number != NOBODY && now.nanos() - since >= pause().toNanos();
    }

    private Duration pause() {
        return Duration.ofSeconds(1L << Math.max(0, failures - 1));
    }

    /// The message concerned.
    long number() {
        return number;
    }

    /// Nobody needs it any more.
    void over(QueuedMessage message) {
        if (message.number == number) {
            number = NOBODY;
            failures = 0;
        }
    }

    /// It was read.
    void wasRead(QueuedMessage message) {
        over(message);
        isInDamage = false;
    }

    /// It could not be read.
    ///
    /// @return whether that was the last time
    boolean failed(QueuedMessage message, QueueKey key, IOException reason, QueueTime now) {
        if (number != NOBODY && message.number != number) {
            return false; // its turn comes when the other one's is over
        }
        if (isInDamage && reason instanceof DamagedRecordException) {
            return true; // a damaged stretch is waited for once, not once for each message in it
        }
        if (failures == 0) {
            LOG.warn(
                    "Broker: a message for \"{}\" cannot be read: {}. It is tried again for a minute;"
                            + " those behind it wait. Look at the disk.",
                    DroppedMessages.printable(key.id()),
                    reason.toString());
        }
        number = message.number;
        since = now.nanos();
        failures++;
        if (failures <= MOST) {
            return false;
        }
        number = NOBODY;
        failures = 0;
        isInDamage = true;
        return true;
    }
}
