package io.serai.broker;

import com.hivemq.mqtt.message.publish.PUBLISH;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells the journal of one bucket what happens to its messages, and gets messages back from it. What
/// cannot be written stays in memory and is written when the disk takes it again. Confined to its
/// bucket, except [#sync].
final class QueueLog {

    private static final int ADDED = 1;
    private static final int SENT = 2;
    private static final int RELEASED = 3;
    private static final int REMOVED = 4;

    private final @Nullable QueueJournal journal;
    private final QueueMemory memory;
    private final RecordBuffer record = new RecordBuffer();
    private final List<Long> unwrittenRemovals = new ArrayList<>();
    private boolean behind;

    private QueueLog(@Nullable QueueJournal journal, QueueMemory memory) {
        this.journal = journal;
        this.memory = memory;
    }

    /// Nothing outlives the process.
    static QueueLog inMemory(QueueMemory memory) {
        return new QueueLog(null, memory);
    }

    /// @param known takes what the journal holds, by queue, each in order
    static QueueLog open(Path folder, QueueMemory memory, Map<QueueKey, List<QueueEntry>> known)
            throws IOException {
        Map<Long, Known> byNumber = new HashMap<>();
        QueueJournal journal =
                QueueJournal.open(folder, (body, place) -> replay(body, place, byNumber));
        byNumber.values().stream()
                .sorted((one, other) -> Long.compare(one.entry.number, other.entry.number))
                .forEach(each ->
                        known.computeIfAbsent(each.key, _ -> new ArrayList<>()).add(each.entry));
        return new QueueLog(journal, memory);
    }

    private record Known(QueueKey key, QueueEntry entry) {}

    private static void replay(ByteBuffer body, QueueJournal.Place place, Map<Long, Known> known) {
        switch (body.get()) {
            case ADDED -> {
                QueueKey key = key(body);
                long number = body.getLong();
                int packetId = body.getShort() & 0xffff;
                boolean onSubscribing = body.get() != 0;
                var entry = new QueueEntry(number, onSubscribing, true, MessageRecord.read(body));
                entry.packetId = packetId;
                keep(new Known(key, entry), place, known);
            }
            case SENT -> {
                for (int left = body.getInt(); left > 0; left--) {
                    Known each = known.get(body.getLong());
                    int packetId = body.getShort() & 0xffff;
                    if (each != null) {
                        each.entry.packetId = packetId;
                    }
                }
            }
            case RELEASED -> {
                QueueKey key = key(body);
                long number = body.getLong();
                keep(
                        new Known(key, new QueueEntry(number, body.getShort() & 0xffff)),
                        place,
                        known);
            }
            case REMOVED -> {
                for (int left = body.getInt(); left > 0; left--) {
                    drop(known.remove(body.getLong()));
                }
            }
            default ->
                    throw new IllegalStateException(
                            "%s holds a record this version does not know"
                                    .formatted(place.segment().file()));
        }
    }

    private static void keep(Known what, QueueJournal.Place place, Map<Long, Known> known) {
        what.entry.place = place;
        place.segment().retain(place.length());
        drop(known.put(what.entry.number, what));
    }

    private static void drop(@Nullable Known former) {
        if (former != null && former.entry.place != null) {
            former.entry.place.segment().release(former.entry.place.length());
        }
    }

    private static QueueKey key(ByteBuffer body) {
        boolean shared = body.get() != 0;
        return new QueueKey(RecordBuffer.text(body), shared);
    }

    /// The message is on disk when this returns, or in memory: because that is enough for it, or with
    /// `isBehind`.
    void added(QueueKey key, QueueEntry entry, PUBLISH message) {
        entry.message = message;
        boolean fits = memory.offer(message);
        if (fits && !entry.outlives) {
            return;
        }
        write(key, entry, message);
        if (!fits) {
            if (entry.place == null) {
                memory.take(message);
            } else {
                entry.message = null;
            }
        }
    }

    private void write(QueueKey key, QueueEntry entry, @Nullable PUBLISH message) {
        if (journal == null) {
            return;
        }
        record.begin(entry.released ? RELEASED : ADDED);
        record.put(key.shared() ? 1 : 0).putText(key.id()).putLong(entry.number);
        record.putShort(entry.packetId);
        if (message != null && !entry.released) {
            record.put(entry.onSubscribing ? 1 : 0);
            MessageRecord.write(message, record);
        }
        try {
            QueueJournal.Place former = entry.place;
            QueueJournal.Place place = journal.append(record.finish());
            journal.retain(place);
            entry.place = place;
            entry.unwritten = false;
            if (former != null) {
                journal.release(former);
            }
        } catch (IOException e) {
            entry.unwritten = true;
            failed(e);
        }
    }

    /// These have got a packet identifier, or lost it.
    void sent(List<QueueEntry> entries) {
        List<QueueEntry> written = entries.stream().filter(each -> each.place != null).toList();
        if (journal == null || written.isEmpty()) {
            return;
        }
        record.begin(SENT).putInt(written.size());
        for (QueueEntry each : written) {
            record.putLong(each.number).putShort(each.packetId);
        }
        try {
            journal.append(record.finish());
        } catch (IOException e) {
            written.forEach(each -> each.unwritten = true);
            failed(e);
        }
    }

    /// Only the PUBREL of `entry` is left.
    void released(QueueKey key, QueueEntry entry) {
        forgetMessage(entry);
        if (entry.outlives || entry.place != null) {
            write(key, entry, null);
        }
    }

    void removed(List<QueueEntry> entries) {
        entries.forEach(this::forgetMessage);
        List<Long> numbers =
                entries.stream()
                        .filter(each -> each.place != null)
                        .map(each -> each.number)
                        .toList();
        if (journal == null || numbers.isEmpty()) {
            return;
        }
        try {
            writeRemovals(journal, numbers);
        } catch (IOException e) {
            unwrittenRemovals.addAll(numbers);
            failed(e);
        }
        // Only now, or a file could go before it is written down that nothing in it is needed.
        for (QueueEntry each : entries) {
            release(each);
        }
    }

    private void writeRemovals(QueueJournal to, List<Long> numbers) throws IOException {
        record.begin(REMOVED).putInt(numbers.size());
        numbers.forEach(record::putLong);
        to.append(record.finish());
    }

    private void release(QueueEntry entry) {
        QueueJournal.Place place = entry.place;
        entry.place = null;
        if (journal != null && place != null) {
            try {
                journal.release(place);
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    private void forgetMessage(QueueEntry entry) {
        PUBLISH message = entry.message;
        if (message != null) {
            memory.give(message);
            entry.message = null;
        }
    }

    /// The message of an entry, from memory or from disk.
    PUBLISH message(QueueEntry entry) {
        PUBLISH message = entry.message;
        if (message != null) {
            return message;
        }
        QueueJournal.Place place = entry.place;
        if (journal == null || place == null) {
            throw new IllegalStateException("message " + entry.uniqueId + " is nowhere");
        }
        try {
            ByteBuffer body = journal.read(place);
            body.get();
            key(body);
            body.position(body.position() + Long.BYTES + Short.BYTES + 1);
            return MessageRecord.read(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether much would be gained by [#rewrite] of what the oldest file holds.
    boolean isWorthMoving() {
        return journal != null && !behind && journal.isWorthMoving(journal.oldest());
    }

    boolean isInOldest(QueueEntry entry) {
        return journal != null && entry.place != null && entry.place.segment() == journal.oldest();
    }

    /// Writes the present state of an entry at the end of the journal.
    void rewrite(QueueKey key, QueueEntry entry) {
        write(key, entry, entry.released ? null : message(entry));
    }

    /// Something could not be written.
    boolean isBehind() {
        return behind;
    }

    private void failed(IOException reason) {
        behind = true;
        memory.failed(reason);
    }

    /// Tries again to write what could not be written; `unwritten` are the entries concerned.
    void catchUp(Map<QueueEntry, QueueKey> unwritten) {
        if (journal == null || !behind) {
            return;
        }
        behind = false;
        try {
            if (!unwrittenRemovals.isEmpty()) {
                writeRemovals(journal, unwrittenRemovals);
                unwrittenRemovals.clear();
            }
        } catch (IOException e) {
            failed(e);
            return;
        }
        for (Map.Entry<QueueEntry, QueueKey> each : unwritten.entrySet()) {
            rewrite(each.getValue(), each.getKey());
            if (behind) {
                return;
            }
        }
    }

    /// From any thread.
    void sync() throws IOException {
        if (journal != null) {
            journal.sync();
        }
    }

    void close() throws IOException {
        if (journal != null) {
            journal.sync();
            journal.close();
        }
    }
}
