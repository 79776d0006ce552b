package io.serai.link.subscribe;

import io.serai.link.transport.LinkServices;
import io.serai.link.transport.TooLarge;
import io.serai.mqtt.MqttMessage;
import io.serai.observe.Counters;
import io.serai.store.FailedMessage;
import io.serai.store.FailedMessages;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// Messages that are larger than the gateway takes: each is counted and on record without its payload
/// before it is acknowledged, and the log tells of one a minute. Confined to the event loop.
public final class OversizeReport {

    private static final Logger LOG = LoggerFactory.getLogger(OversizeReport.class);
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int LONGEST_NAME = 100;

    private final String name;
    private final String counted;
    private final Timekeeper time;
    private final FailedMessages failed;
    private final Counters counters;
    private boolean told;
    private long toldAt;

    /// @param counted the subject of its counts
    public OversizeReport(LinkServices around, String name, String counted) {
        this.name = name;
        this.counted = counted;
        time = around.time();
        failed = around.failed();
        counters = around.counters();
    }

    /// Puts on record a message that is larger than the gateway takes.
    ///
    /// @param message `packet` without its payload
    /// @param receipt null for QoS 0; is done when the message is on record. When it cannot be put
    ///     there, the broker sends it again at the next connection
    public void refuse(
            TooLarge packet,
            MqttMessage message,
            PendingAcknowledgements.@Nullable Acknowledgement receipt) {
        counters.add("mqtt.too-large", counted);
        String reason =
                ("a message on %s has %d bytes and was not taken; raise mqtt.max-packet-size (now %d)"
                                + " or send less")
                        .formatted(shown(packet.topic().text()), packet.size(), packet.limit());
        if (!told || time.nanos() - toldAt >= QUIET.toNanos()) {
            told = true;
            toldAt = time.nanos();
            LOG.warn(
                    "{}: {}. Such messages are counted as mqtt.too-large and on record without their"
                            + " payload.",
                    name,
                    reason);
        }
        var kept =
                failed.add(new FailedMessage(time.now(), name, "", "connection", reason, message));
        if (receipt != null) {
            var _ = kept.thenRun(receipt::done);
        }
    }

    /// Anybody can make up topics.
    private static String shown(String topic) {
        String plain = topic.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME) + "...";
    }
}
