package io.serai.broker.queue;

import com.hivemq.mqtt.message.dropping.MessageDroppedService;

import io.serai.broker.config.BrokerConfig;
import io.serai.observe.Counters;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// Counts what the broker throws away and says for whom, each client at most once a minute. MQTT has no
/// way to tell the sender: it sees its message acknowledged, or its connection end. Thread-safe.
public final class DroppedMessages implements MessageDroppedService {

    private static final Logger LOG = LoggerFactory.getLogger(DroppedMessages.class);

    private static final Duration QUIET = Duration.ofMinutes(1);

    /// Anybody can make up client identifiers.
    private static final int MOST_CLIENTS = 100;

    /// More clients at once are told in one line.
    private static final int MOST_LINES = 3;

    private static final String OTHERS = "others";
    private static final int LONGEST_NAME = 100;

    private final Counters counters;
    private final BrokerConfig config;
    private final LongAdder all = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Subject, Tally> tallies = new LinkedHashMap<>();

    /// Why a message was dropped.
    private enum Cause {
        QUEUE_FULL(
                "broker.dropped-queue-full",
                "%d messages wait for it already. Bring it back or make it faster, raise"
                        + " broker.max-queued, or end its session by connecting once with that id and a"
                        + " clean session"),
        OVER_ALL(
                "broker.dropped-over-all",
                "all clients together have as many waiting as broker.max-queued-total (%d) or the heap"
                        + " allows, and of those that are away it has the most. Bring it back, or end its"
                        + " session by connecting once with that id and a clean session"),
        UNREADABLE(
                "broker.dropped-unreadable",
                "they could not be read from the disk for a minute. Look at the disk"),
        QOS_0("broker.dropped-qos-0", "it reads QoS 0 messages more slowly than they come"),
        TOO_LARGE("broker.dropped-too-large", "they are larger than it accepts"),
        FAILED("broker.dropped-failed", "sending them failed"),
        REFUSED(
                "broker.refused-too-large",
                "they have more than %d bytes, and MQTT ends the connection for that; raise"
                        + " broker.max-packet-size or let it send less");

        final String counter;
        final String reason;

        Cause(String counter, String reason) {
            this.counter = counter;
            this.reason = reason;
        }

        String direction() {
            return this == REFUSED ? "from" : "for";
        }
    }

    private record Subject(String client, Cause cause) {}

    private static final class Tally {
        long untold;
        long told;
        @Nullable Instant toldAt;
    }

    public DroppedMessages(Counters counters, BrokerConfig config) {
        this.counters = counters;
        this.config = config;
    }

    /// Since the start.
    public long count() {
        return all.sum();
    }

    private void dropped(String client, Cause cause) {
        dropped(client, cause, 1);
    }

    private void dropped(String client, Cause cause, int messages) {
        all.add(messages);
        counters.adder(cause.counter, "broker").add(messages);
        lock.lock();
        try {
            var subject = new Subject(client, cause);
            if (tallies.size() >= MOST_CLIENTS && !tallies.containsKey(subject)) {
                subject = new Subject(OTHERS, cause);
            }
            tallies.computeIfAbsent(subject, _ -> new Tally()).untold += messages;
        } finally {
            lock.unlock();
        }
    }

    /// Logs what is new; to be called every second.
    ///
    /// @return who has lost messages lately, in words, or the empty text
    public String tell(Instant now) {
        lock.lock();
        try {
            tallies.values().removeIf(each -> each.untold == 0 && isQuiet(each, now));
            for (Cause cause : Cause.values()) {
                tell(cause, now);
            }
            return tallies.entrySet().stream()
                    .map(each ->
                            "%d messages %s %s dropped"
                                    .formatted(
                                            each.getValue().told + each.getValue().untold,
                                            each.getKey().cause.direction(),
                                            shown(each.getKey().client)))
                    .collect(Collectors.joining("; "));
        } finally {
            lock.unlock();
        }
    }

    /// One line for each client, or one for all when they are many.
    private void tell(Cause cause, Instant now) {
        List<Map.Entry<Subject, Tally>> due =
                tallies.entrySet().stream()
                        .filter(each -> each.getKey().cause == cause)
                        .filter(each -> each.getValue().untold > 0)
                        .filter(each -> isQuiet(each.getValue(), now))
                        .sorted(Comparator.comparingLong(each -> -each.getValue().untold))
                        .toList();
        if (due.isEmpty()) {
            return;
        }
        if (due.size() > MOST_LINES) {
            LOG.warn(
                    "Broker: {} messages {} {} clients were dropped, most {} {} ({}): {}.",
                    due.stream().mapToLong(each -> each.getValue().untold).sum(),
                    cause.direction(),
                    due.size(),
                    cause.direction(),
                    shown(due.getFirst().getKey().client),
                    due.getFirst().getValue().untold,
                    reason(cause));
        } else {
            due.forEach(each ->
                    LOG.warn(
                            "Broker: {} messages {} {} were dropped: {}.",
                            each.getValue().untold,
                            cause.direction(),
                            shown(each.getKey().client),
                            reason(cause)));
        }
        for (Map.Entry<Subject, Tally> each : due) {
            Tally tally = each.getValue();
            tally.told += tally.untold;
            tally.untold = 0;
            tally.toldAt = now;
        }
    }

    private String reason(Cause cause) {
        return cause.reason.formatted(
                switch (cause) {
                    case REFUSED -> config.maxPacketSize();
                    case OVER_ALL -> config.maxQueuedTotal();
                    default -> config.maxQueued();
                });
    }

    private static boolean isQuiet(Tally tally, Instant now) {
        return tally.toldAt == null
                || now.isBefore(tally.toldAt) // the clock was set back
                || !now.isBefore(tally.toldAt.plus(QUIET));
    }

    private static String shown(String client) {
        return "client \"" + printable(client) + "\"";
    }

    /// What somebody sent, fit for one line of the log.
    public static String printable(String name) {
        return name.codePoints()
                .limit(LONGEST_NAME)
                .map(each -> Character.isISOControl(each) ? '?' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// All queues together held too much, so this one lost its newest.
    void overAll(String clientId, int messages) {
        dropped(clientId, Cause.OVER_ALL, messages);
    }

    /// The disk does not give a message.
    void unreadable(String clientId) {
        dropped(clientId, Cause.UNREADABLE);
    }

    /// A client has sent more than the broker takes. From any thread.
    public void tooLargeToTake(String clientId) {
        dropped(clientId, Cause.REFUSED);
    }

    @Override
    public void queueFull(String clientId, String topic, int qos) {
        dropped(clientId, Cause.QUEUE_FULL);
    }

    @Override
    public void queueFullShared(String sharedId, String topic, int qos) {
        dropped(sharedId, Cause.QUEUE_FULL);
    }

    @Override
    public void qos0MemoryExceeded(
            String clientId, String topic, int qos, long currentMemory, long maxMemory) {
        dropped(clientId, Cause.QOS_0);
    }

    @Override
    public void qos0MemoryExceededShared(
            String clientId, String topic, int qos, long currentMemory, long maxMemory) {
        dropped(clientId, Cause.QOS_0);
    }

    @Override
    public void notWritable(String clientId, String topic, int qos) {
        dropped(clientId, qos == 0 ? Cause.QOS_0 : Cause.FAILED);
    }

    @Override
    public void extensionPrevented(String clientId, String topic, int qos) {
        dropped(clientId, Cause.FAILED);
    }

    @Override
    public void failed(String clientId, String topic, int qos) {
        dropped(clientId, Cause.FAILED);
    }

    @Override
    public void failedShared(String group, String topic, int qos) {
        dropped(group, Cause.FAILED);
    }

    @Override
    public void publishMaxPacketSizeExceeded(
            String clientId, String topic, int qos, long maximumPacketSize, long packetSize) {
        dropped(clientId, Cause.TOO_LARGE);
    }

    @Override
    public void messageMaxPacketSizeExceeded(
            String clientId, String messageType, long maximumPacketSize, long packetSize) {
        dropped(clientId, Cause.TOO_LARGE);
    }
}
