package io.serai.broker.queue;

import com.hivemq.mqtt.message.publish.PUBLISH;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/// Tells the journal of one bucket what happens to its messages, and gets messages back from it. What
/// cannot be written stays in memory and is written when the disk takes it again. Confined to its
/// bucket, except [#sync].
final class QueueLog {

    private static final Logger LOG = LoggerFactory.getLogger(QueueLog.class);

    /// A message and the first queue that has it.
    static final int ADDED = 1;

    /// Of all queues, because a message was in one only: written by earlier versions.
    static final int SENT = 2;

    /// Only the PUBREL of a message is left.
    static final int RELEASED = 3;

    /// As [#SENT].
    static final int REMOVED = 4;

    /// One more queue that has a message.
    static final int ALSO = 5;

    /// These have got a packet identifier in one queue, or lost it.
    static final int SENT_IN = 6;

    /// These are not in one queue any more.
    static final int REMOVED_IN = 7;

    /// Messages come to one client after the other, from a few threads at once.
    private static final int RECENT = 4;

    private final @Nullable QueueJournal journal;
    private final QueueMemory memory;
    private final RecordBuffer record = new RecordBuffer();
    private final Deque<Recent> recent = new ArrayDeque<>();
    private final List<Removal> unwrittenRemovals = new ArrayList<>();
    private boolean behind;
    private boolean unmovable;
    private long nextNumber = 1;
    private long nextFirstNumber = -1;

    private record Removal(QueueKey key, List<Long> numbers) {}

    /// What further clients may get as the very same.
    private record Recent(QueuedMessage message, PUBLISH publish) {
        boolean isSameAs(PUBLISH other, boolean outlives) {
            return message.is(other)
                    && message.holders > 0
                    && message.outlives == outlives
                    && publish.getQoS() == other.getQoS()
                    && publish.isRetain() == other.isRetain()
                    && Objects.equals(
                            publish.getSubscriptionIdentifiers(),
                            other.getSubscriptionIdentifiers());
        }
    }

    /// A queue that has a message.
    ///
    /// @param packetId under which it was sent there, or [SentMessage#NOT_SENT]
    record Holder(QueueKey key, int packetId) {}

    /// @param journal null to keep nothing beyond the process
    QueueLog(@Nullable QueueJournal journal, QueueMemory memory) {
        this.journal = journal;
        this.memory = memory;
    }

    /// Has the queues hear what the journal holds.
    ///
    /// @throws IOException when the folder cannot be read; damage in a file is told and no reason
    void replay(QueueReplay replay) throws IOException {
        if (journal != null) {
            journal.replay(replay);
            nextNumber = replay.highest() + 1;
            nextFirstNumber = replay.lowest() - 1;
        }
    }

    /// For what goes before all that is there.
    long nextFirstNumber() {
        return nextFirstNumber--;
    }

    /// One more queue has a message. It is on disk when this returns, or in memory: because that is enough
    /// for it, or with `isBehind`.
    ///
    /// @param outlives whether it is of use there after the end of the process
    QueuedMessage hold(QueueKey key, PUBLISH publish, boolean onSubscribing, boolean outlives) {
        memory.entry(1);
        for (Recent each : recent) {
            if (!onSubscribing && each.isSameAs(publish, outlives)) {
                each.message.holders++;
                each.message.shared = true;
                if (outlives) {
                    writeAlso(key, each.message);
                }
                return each.message;
            }
        }
        memory.message(1);
        var message = new QueuedMessage(nextNumber++, onSubscribing, outlives, publish);
        message.holders = 1;
        message.publish = publish;
        boolean fits = memory.offer(publish);
        if (!fits || outlives) {
            write(key, message, publish, SentMessage.NOT_SENT);
        }
        if (!fits) {
            if (message.place == null) {
                memory.take(publish);
            } else {
                message.publish = null;
            }
        }
        if (!onSubscribing) {
            recent.addFirst(new Recent(message, publish));
            if (recent.size() > RECENT) {
                recent.removeLast();
            }
        }
        return message;
    }

    /// A queue has a message that the journal told of.
    void restored(QueuedMessage message) {
        memory.entry(1);
        message.holders++;
    }

    private RecordBuffer begin(int type, QueueKey key) {
        return record.begin(type).put(key.shared() ? 1 : 0).putText(key.id());
    }

    private void write(QueueKey key, QueuedMessage message, PUBLISH publish, int packetId) {
        if (journal == null) {
            return;
        }
        begin(ADDED, key).putLong(message.number).putShort(packetId);
        record.put(message.onSubscribing ? 1 : 0);
        MessageRecord.write(publish, record);
        try {
            QueueJournal.Place former = message.place;
            int formerBytes = message.bytes;
            message.place = journal.append(record.finish());
            message.bytes = message.place.length();
            message.place.segment().retain(message.bytes);
            message.unwritten = false;
            if (former != null) {
                journal.release(former, formerBytes);
            }
        } catch (IOException e) {
            message.unwritten = true;
            failed(e);
        }
    }

    private void writeAlso(QueueKey key, QueuedMessage message) {
        if (journal == null || message.place == null || message.unwritten) {
            return; // written whole when the disk is back
        }
        try {
            QueueJournal.Place written =
                    journal.append(begin(ALSO, key).putLong(message.number).finish());
            message.bytes += written.length();
            message.place.segment().grow(written.length());
        } catch (IOException e) {
            message.unwritten = true;
            failed(e);
        }
    }

    /// These have got a packet identifier in that queue, or lost it.
    void sent(QueueKey key, List<SentMessage> entries) {
        List<SentMessage> written = entries.stream().filter(QueueLog::isWritten).toList();
        if (journal == null || written.isEmpty()) {
            return;
        }
        begin(SENT_IN, key).putInt(written.size());
        written.forEach(each -> record.putLong(each.number).putShort(each.packetId));
        try {
            journal.append(record.finish());
        } catch (IOException e) {
            for (SentMessage each : written) {
                if (each.message != null) {
                    each.message.unwritten = true;
                }
            }
            failed(e);
        }
    }

    private static boolean isWritten(SentMessage entry) {
        QueuedMessage message = entry.message;
        return message != null && message.place != null && !message.unwritten;
    }

    /// PUBREC has come: only the PUBREL of `entry` is left.
    void released(QueueKey key, SentMessage entry) {
        QueuedMessage message = entry.message;
        entry.message = null;
        if (message == null || message.outlives || message.place != null) {
            writeReleased(key, entry);
        }
        if (message != null) {
            letGo(key, message);
        }
    }

    /// Writes that only the PUBREL is left, at the end of the journal.
    void writeReleased(QueueKey key, SentMessage entry) {
        if (journal == null) {
            return;
        }
        try {
            QueueJournal.Place former = entry.place;
            QueueJournal.Place place =
                    journal.append(
                            begin(RELEASED, key)
                                    .putLong(entry.number)
                                    .putShort(entry.packetId)
                                    .finish());
            place.segment().retain(place.length());
            entry.place = place;
            entry.unwritten = false;
            if (former != null) {
                journal.release(former, former.length());
            }
        } catch (IOException e) {
            entry.unwritten = true;
            failed(e);
        }
    }

    /// That PUBREL is acknowledged.
    void completed(QueueKey key, SentMessage entry) {
        QueueJournal.Place place = entry.place;
        if (place == null) {
            return;
        }
        writeRemoval(new Removal(key, List.of(entry.number)));
        entry.place = null;
        release(place, place.length());
    }

    /// These are not in that queue any more.
    void removed(QueueKey key, List<QueuedMessage> messages) {
        List<Long> numbers =
                messages.stream()
                        .filter(each -> each.place != null)
                        .map(each -> each.number)
                        .toList();
        if (!numbers.isEmpty()) {
            writeRemoval(new Removal(key, numbers));
        }
        // Only now, or a file could go before it is written down that nothing in it is needed.
        messages.forEach(each -> letGo(key, each));
    }

    private void writeRemoval(Removal removal) {
        if (journal == null) {
            return;
        }
        try {
            append(journal, removal);
        } catch (IOException e) {
            unwrittenRemovals.add(removal);
            failed(e);
        }
    }

    private void append(QueueJournal to, Removal removal) throws IOException {
        begin(REMOVED_IN, removal.key).putInt(removal.numbers.size());
        removal.numbers.forEach(record::putLong);
        to.append(record.finish());
    }

    /// One queue less has it.
    void letGo(QueueKey key, QueuedMessage message) {
        memory.entry(-1);
        message.holders--;
        QueueJournal.Place place = message.place;
        if (message.holders > 0) {
            // One queue is in the record of the message itself, so as much is left as that.
            int less =
                    Math.min(alsoBytes(key), message.bytes - (place == null ? 0 : place.length()));
            if (place != null && less > 0) {
                message.bytes -= less;
                place.segment().grow(-less);
            }
            return;
        }
        memory.message(-1);
        PUBLISH publish = message.publish;
        if (publish != null) {
            memory.give(publish);
            message.publish = null;
        }
        message.place = null;
        if (place != null) {
            release(place, message.bytes);
        }
    }

    private static int alsoBytes(QueueKey key) {
        return RecordBuffer.HEADER + 2 + Integer.BYTES + key.id().length() + Long.BYTES;
    }

    private void release(QueueJournal.Place place, int bytes) {
        try {
            if (journal != null) {
                journal.release(place, bytes);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /// The message itself, from memory or from disk.
    ///
    /// @throws IOException when it cannot be read, perhaps only now
    PUBLISH read(QueuedMessage message) throws IOException {
        PUBLISH publish = message.publish;
        if (publish != null) {
            return publish;
        }
        QueueJournal.Place place = message.place;
        if (journal == null || place == null) {
            throw new IOException("message " + message.uniqueId() + " is nowhere");
        }
        ByteBuffer body = journal.read(place);
        body.get();
        QueueReplay.key(body);
        body.position(body.position() + Long.BYTES + Short.BYTES + 1);
        return MessageRecord.read(body);
    }

    /// Whether much would be gained by writing anew what the oldest file holds.
    boolean isWorthMoving() {
        return journal != null && !behind && !unmovable && journal.isWorthMoving(journal.oldest());
    }

    boolean isInOldest(QueueJournal.@Nullable Place place) {
        return journal != null && place != null && place.segment() == journal.oldest();
    }

    /// Writes the present state of a message at the end of the journal.
    void rewrite(QueuedMessage message, List<Holder> holders) {
        PUBLISH publish;
        try {
            publish = read(message);
        } catch (IOException e) {
            // Whoever is to get it asks again, and gives it up in the end.
            LOG.debug("A message cannot be written anew.", e);
            unmovable = true;
            return;
        }
        Holder first = holders.getFirst();
        write(first.key, message, publish, first.packetId);
        for (Holder each : holders.subList(1, holders.size())) {
            writeAlso(each.key, message);
            if (each.packetId != SentMessage.NOT_SENT) {
                sent(each.key, List.of(new SentMessage(message.number, each.packetId, message)));
            }
        }
    }

    /// Something could not be written.
    boolean isBehind() {
        return behind;
    }

    private void failed(IOException reason) {
        behind = true;
        memory.failed(reason);
    }

    /// Tries again to write what could not be written; to be called every second.
    ///
    /// @param rest writes the messages concerned
    void catchUp(Runnable rest) {
        unmovable = false;
        if (journal == null || !behind) {
            return;
        }
        behind = false;
        while (!unwrittenRemovals.isEmpty() && !behind) {
            try {
                append(journal, unwrittenRemovals.getFirst());
                unwrittenRemovals.removeFirst();
            } catch (IOException e) {
                failed(e);
            }
        }
        if (!behind) {
            rest.run();
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
