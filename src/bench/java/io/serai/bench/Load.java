package io.serai.bench;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// The load generator: one client that sends and one that hears the answers, both on the caller's thread.
///
/// [#burst] keeps a number of messages under way, from being sent to being answered, so it finds out how
/// fast a deployment is without flooding it; [#paced] sends at a rate whatever comes back.
final class Load implements AutoCloseable {

    /// With no answer for so long, those that are missing are taken for lost.
    private static final Duration STALL = Duration.ofSeconds(3);

    /// The same for a flow that may have fallen behind and says nothing until it catches up.
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private static final int LONGEST_MESSAGE = 128;

    private static final AtomicInteger CLIENTS = new AtomicInteger();
    private static final AtomicInteger NUMBERS = new AtomicInteger(1);

    private final Work work;
    private final Selector selector;
    private final MqttClient sender;
    private final MqttClient receiver;
    private final byte[][] topics;
    private final byte[] payload = new byte[LONGEST_MESSAGE];
    private AnswerBook book;
    private int acknowledged;
    private int packetId;

    Load(int port, Work work) {
        this.work = work;
        book = new AnswerBook(work, 0, 0, 0);
        topics = new byte[work.topics()][];
        for (int i = 0; i < topics.length; i++) {
            topics[i] = "%s/%d".formatted(work.in(), i).getBytes(StandardCharsets.UTF_8);
        }
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new BenchException("no selector: " + e.getMessage(), e);
        }
        int number = CLIENTS.incrementAndGet();
        var listener = new Ears();
        sender = MqttClient.connect("bench-send-" + number, port, selector, listener);
        receiver = MqttClient.connect("bench-hear-" + number, port, selector, listener);
        receiver.subscribe(selector, work.out(), work.qos());
    }

    private final class Ears implements MqttClient.Listener {

        @Override
        public void message(byte[] buffer, int start, int end) {
            book.answer(buffer, start, end);
        }

        @Override
        public void acknowledged(int id) {
            acknowledged++;
        }
    }

    /// Sends `count` messages, `window` of them under way.
    Outcome burst(int count, int window) {
        begin(count, count);
        long progressAt = System.nanoTime();
        int before = 0;
        int writtenOff = 0;
        while (book.answers() < count && !settled(count, writtenOff)) {
            while (book.sent() < count
                    && book.sent() - book.answers() - writtenOff < window
                    && sender.hasRoom()) {
                send();
            }
            turn(100);
            long now = System.nanoTime();
            if (book.answers() > before) {
                before = book.answers();
                progressAt = now;
            } else if (now - progressAt > STALL.toNanos()) {
                // They may still come, and then they count; but the window must not shrink for
                // good.
                writtenOff = book.sent() - book.answers();
                progressAt = now;
            }
        }
        return end();
    }

    private boolean settled(int count, int writtenOff) {
        return book.sent() == count && writtenOff > 0 && book.answers() + writtenOff >= count;
    }

    /// Sends `rate` messages a second for `duration`, then waits for the answers that are missing, as
    /// long as some come.
    ///
    /// @param mostUnacknowledged at QoS 1, sending pauses beyond that
    Outcome paced(int rate, Duration duration, int mostUnacknowledged) {
        int count = Math.toIntExact(rate * duration.toMillis() / 1000);
        int expected = 0;
        for (int id = 0; id < count; id++) {
            expected += work.answers().applyAsInt(id);
        }
        begin(count, Math.max(expected, count));
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        while (System.nanoTime() < end) {
            long due = Math.min(count, 1 + (System.nanoTime() - start) * rate / 1_000_000_000L);
            while (book.sent() < due && sender.hasRoom() && mayFollow(mostUnacknowledged)) {
                send();
            }
            turn(1);
        }
        long progressAt = System.nanoTime();
        int before = book.answers();
        while (book.answers() < expected && System.nanoTime() - progressAt < CATCH_UP.toNanos()) {
            turn(100);
            if (book.answers() > before) {
                before = book.answers();
                progressAt = System.nanoTime();
            }
        }
        return end();
    }

    /// Hears further answers to what was sent last.
    Outcome listen(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            turn(10);
        }
        return end();
    }

    private boolean mayFollow(int mostUnacknowledged) {
        return work.qos() == 0 || book.sent() - acknowledged < mostUnacknowledged;
    }

    private void begin(int count, int answersAtMost) {
        book = new AnswerBook(work, NUMBERS.getAndAdd(count), count, answersAtMost);
        acknowledged = 0;
    }

    private Outcome end() {
        turn(10); // acknowledgements that come with the last answers
        return book.outcome(acknowledged);
    }

    private void send() {
        int at = book.sent();
        int light = work.light().applyAsInt(at);
        int number = book.sending();
        int length = text(0, "{\"id\":");
        length = decimal(length, number);
        length = text(length, ",\"ts\":");
        length = decimal(length, System.currentTimeMillis());
        length = text(length, ",\"light\":");
        length = decimal(length, light);
        length = text(length, "}");
        packetId = packetId == 0xffff ? 1 : packetId + 1;
        sender.publish(topics[at % topics.length], payload, length, work.qos(), packetId);
    }

    private int text(int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            payload[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }

    private int decimal(int at, long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            payload[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }

    private void turn(int patienceMillis) {
        try {
            sender.flush();
            selector.select(patienceMillis);
            selector.selectedKeys().clear();
            receiver.receive();
            sender.receive();
            receiver.flush();
        } catch (IOException e) {
            throw new BenchException(
                    "the broker went away in the middle of a measurement: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (selector;
                receiver;
                sender) {
            sender.flush();
        } catch (IOException e) {
            throw new BenchException("cannot close the load generator: " + e.getMessage(), e);
        }
    }
}
