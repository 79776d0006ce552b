package io.serai.observe;

import io.serai.event.Events;
import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.Content;
import io.serai.event.RuntimeEvent.ContentSent;
import io.serai.event.RuntimeEvent.DeviceSet;
import io.serai.event.RuntimeEvent.DeviceSimulated;
import io.serai.event.RuntimeEvent.Message;
import io.serai.event.RuntimeEvent.MessagePublished;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Tells in a flow's log what it would have sent, had it not run dry, and counts it as `flow.dry`. The
/// gateway's log has it too, under a flood 200 and then one a second. Thread-safe.
public final class DryNotes {

    /// What is counted.
    public static final String COUNT = "flow.dry";

    private static final Logger LOG = LoggerFactory.getLogger("io.serai.flow");
    private static final int QUOTED_CHARACTERS = 80;

    private final FlowLog log;
    private final Counters counters;
    private final ReentrantLock telling = new ReentrantLock();
    private final TokenBucket mayTell;
    private long silent;

    private DryNotes(FlowLog log, Counters counters, Timekeeper time) {
        this.log = log;
        this.counters = counters;
        mayTell = TokenBucket.ofWords(time);
    }

    /// Begins.
    ///
    /// @return ends it
    public static Runnable begin(Events events, FlowLog log, Counters counters, Timekeeper time) {
        return events.listenAtOnce(Optional.empty(), new DryNotes(log, counters, time)::note);
    }

    private void note(RuntimeEvent event) {
        if (!event.isDry()) {
            return;
        }
        String text = "dry: would " + deed(event);
        counters.add(COUNT, event.flow());
        log.add(event.flow(), Level.INFO, text);
        telling.lock();
        try {
            if (!mayTell.take()) {
                silent++;
                return;
            }
            LOG.info(
                    "{}: {}{}",
                    event.flow(),
                    text,
                    silent == 0 ? "" : " (%d others untold)".formatted(silent));
            silent = 0;
        } finally {
            telling.unlock();
        }
    }

    private static String deed(RuntimeEvent event) {
        return switch (event) {
            case MessagePublished it -> "publish " + message(it.message());
            case DeviceSet it -> "set device %s to %s".formatted(it.device(), it.value());
            case DeviceSimulated it ->
                    "set simulated device %s to %s".formatted(it.device(), it.value());
            case ContentSent it -> content(it.content());
            default -> throw new IllegalArgumentException("cannot run dry: " + event);
        };
    }

    private static String message(Message message) {
        return "on %s (QoS %d%s): %s"
                .formatted(
                        plain(message.topic()),
                        message.qos(),
                        message.retained() ? ", retained" : "",
                        quoted(message.payload()));
    }

    private static String content(Content content) {
        return "send to %s: %s"
                .formatted(
                        plain(content.uri()),
                        content.bytes().map(DryNotes::quoted).orElse("something without a body"));
    }

    /// As much of it as one wants to see.
    private static String quoted(byte[] bytes) {
        if (bytes.length == 0) {
            return "nothing (empty)";
        }
        String text =
                new String(
                        bytes,
                        0,
                        Math.min(bytes.length, 4 * QUOTED_CHARACTERS),
                        StandardCharsets.UTF_8);
        return plain(text);
    }

    private static String plain(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "\uFFFD");
        return clean.length() <= QUOTED_CHARACTERS
                ? clean
                : clean.substring(0, QUOTED_CHARACTERS) + "…";
    }
}
