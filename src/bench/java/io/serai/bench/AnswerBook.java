package io.serai.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Which message was sent when, and which answers came to it. For one thread.
final class AnswerBook {

    private static final byte[] ID = "\"id\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ON = "true".getBytes(StandardCharsets.UTF_8);

    private final Work work;

    /// Numbers on the wire start here, so that a late answer of the measurement before is known as such.
    private final int first;

    private final long[] sentAt;
    private final int[] seen;
    private final long[] latency;
    private int sent;
    private int answers;
    private int latencies;
    private int wrong;
    private long firstAt;
    private long lastAt;

    AnswerBook(Work work, int first, int capacity, int answersAtMost) {
        this.work = work;
        this.first = first;
        sentAt = new long[capacity];
        seen = new int[capacity];
        latency = new long[answersAtMost];
    }

    /// Notes that a message is sent now, and gives its number on the wire.
    int sending() {
        long now = System.nanoTime();
        if (sent == 0) {
            firstAt = now;
            lastAt = now;
        }
        sentAt[sent] = now;
        return first + sent++;
    }

    void answer(byte[] buffer, int start, int end) {
        int id = number(buffer, start, end) - first;
        if (id < 0 || id >= sent) {
            return; // of an earlier measurement
        }
        long now = System.nanoTime();
        lastAt = now;
        answers++;
        seen[id]++;
        if (latencies < latency.length) {
            latency[latencies++] = now - sentAt[id];
        }
        boolean on = find(ON, buffer, start, end) >= 0;
        if (work.relayed() && on != work.light().applyAsInt(id) < Work.LIMIT) {
            wrong++;
        }
    }

    private static int number(byte[] buffer, int start, int end) {
        int at = find(ID, buffer, start, end);
        if (at < 0) {
            throw new BenchException(
                    "an answer has no \"id\": "
                            + new String(buffer, start, end - start, StandardCharsets.UTF_8));
        }
        at += ID.length;
        while (at < end && (buffer[at] < '0' || buffer[at] > '9')) {
            at++;
        }
        int number = 0;
        while (at < end && buffer[at] >= '0' && buffer[at] <= '9') {
            number = number * 10 + buffer[at++] - '0';
        }
        return number;
    }

    private static int find(byte[] wanted, byte[] buffer, int start, int end) {
        for (int at = start; at <= end - wanted.length; at++) {
            if (buffer[at] == wanted[0]
                    && Arrays.equals(buffer, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    int sent() {
        return sent;
    }

    int answers() {
        return answers;
    }

    Outcome outcome(int acknowledged) {
        int lost = 0;
        int duplicates = 0;
        for (int id = 0; id < sent; id++) {
            int surplus = seen[id] - work.answers().applyAsInt(id);
            lost += Math.max(0, -surplus);
            duplicates += Math.max(0, surplus);
        }
        return new Outcome(
                sent,
                acknowledged,
                answers,
                lost,
                duplicates,
                wrong,
                Math.max(1, lastAt - firstAt),
                sent == 0 ? 0 : Math.max(0, lastAt - sentAt[sent - 1]),
                new Delays(latency, latencies));
    }
}
