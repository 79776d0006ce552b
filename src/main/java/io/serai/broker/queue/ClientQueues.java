package io.serai.broker.queue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Closer;
import com.google.common.primitives.ImmutableIntArray;
import com.hivemq.configuration.service.MqttConfigurationService.QueuedMessagesStrategy;
import com.hivemq.mqtt.message.MessageWithID;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.pubrel.PUBREL;
import com.hivemq.persistence.clientqueue.ClientQueueLocalPersistence;

import io.serai.broker.config.BrokerFolder;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The messages that wait for clients, in the place of HiveMQ's own queues: those on Xodus spend ten
/// times the time and bytes, those in memory know no limit but the heap. QoS 0 never touches the disk.
/// Thread-safe.
public final class ClientQueues implements ClientQueueLocalPersistence {

    /// How many retained messages wait for one client because of its subscriptions.
    private static final int MOST_ON_SUBSCRIBING = 100_000;

    private final Timekeeper time;
    private final SendWindow window;
    private final QueueMemory memory;
    private final List<QueueBucket> buckets;

    private final QueueRelief relief;

    private ClientQueues(
            Timekeeper time,
            SendWindow window,
            QueueMemory memory,
            Predicate<String> own,
            List<QueueBucket> buckets) {
        this.time = time;
        this.window = window;
        this.memory = memory;
        this.buckets = buckets;
        relief = new QueueRelief(memory, buckets, window, own);
    }

    /// Opens the queues with what waits there since the last run.
    ///
    /// @param folder where the journals are, or null to keep nothing beyond the process
    /// @param own the gateway's own clients, which lose nothing while others have something
    /// @throws IOException when they cannot be opened
    public static ClientQueues open(
            @Nullable Path folder,
            QueueMemory memory,
            DroppedMessages dropped,
            SendWindow window,
            Timekeeper time,
            Predicate<String> own)
            throws IOException {
        List<QueueBucket> buckets = new ArrayList<>();
        var queues = new ClientQueues(time, window, memory, own, buckets);
        try {
            for (int i = 0; i < BrokerFolder.BUCKETS; i++) {
                Path files = folder == null ? null : folder.resolve(String.valueOf(i));
                buckets.add(new QueueBucket(files, memory, dropped));
            }
            for (QueueBucket each : buckets) {
                each.load(queues.relief::runWhileLoading);
            }
            queues.relief.run();
            return queues;
        } catch (IOException | RuntimeException e) {
            try {
                queues.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    @Override
    public void add(
            String queueId,
            boolean shared,
            PUBLISH publish,
            long max,
            QueuedMessagesStrategy strategy,
            boolean retained,
            int bucketIndex) {
        add(queueId, shared, List.of(publish), max, strategy, retained, bucketIndex);
    }

    @Override
    public void add(
            String queueId,
            boolean shared,
            List<PUBLISH> publishes,
            long max,
            QueuedMessagesStrategy strategy,
            boolean retained,
            int bucketIndex) {
        boolean outlives = shared || window.hasLastingSession(queueId);
        buckets.get(bucketIndex)
                .with(
                        new QueueKey(queueId, shared),
                        queue -> {
                            for (PUBLISH each : publishes) {
                                if (each.getQoS() == QoS.AT_MOST_ONCE) {
                                    queue.addQos0(each);
                                } else if (isFull(queue, max, retained)) {
                                    queue.tellDropped(each);
                                } else if (queue.isCut() && memory.isNearlyOver()) {
                                    queue.tellOverAll();
                                } else {
                                    queue.add(each, retained, outlives);
                                }
                            }
                            offer(queueId, shared, queue);
                        });
        relief.run();
    }

    /// What comes when a queue is full is dropped, as HiveMQ's strategy is by default.
    private static boolean isFull(ClientQueue queue, long max, boolean retained) {
        return retained
                ? queue.onSubscribingSize() >= MOST_ON_SUBSCRIBING
                : queue.durableSize() >= max;
    }

    /// HiveMQ looks at a queue when it gets its first message and when all are acknowledged; in
    /// between it is ours to say that there is more.
    private void offer(String queueId, boolean shared, ClientQueue queue) {
        if (!shared && queue.size() > 1 && queue.hasWaiting()) {
            window.fill(queueId);
        }
    }

    @Override
    public ImmutableList<PUBLISH> readNew(
            String queueId,
            boolean shared,
            ImmutableIntArray packetIds,
            long bytesLimit,
            int bucketIndex) {
        int most = shared ? packetIds.length() : window.size(queueId);
        return buckets.get(bucketIndex)
                .ask(
                        new QueueKey(queueId, shared),
                        ImmutableList.of(),
                        queue ->
                                queue.take(
                                        packetIds,
                                        shared ? most : most - queue.sentSize(),
                                        bytesLimit,
                                        QueueTime.of(time)));
    }

    @Override
    public ImmutableList<MessageWithID> readInflight(
            String client, boolean shared, int batchSize, long bytesLimit, int bucketIndex) {
        return buckets.get(bucketIndex)
                .ask(
                        new QueueKey(client, shared),
                        ImmutableList.of(),
                        queue -> queue.unacknowledged(batchSize, bytesLimit, QueueTime.of(time)));
    }

    @Override
    public @Nullable String replace(String client, PUBREL pubrel, int bucketIndex) {
        var replaced = new @Nullable String[1];
        buckets.get(bucketIndex)
                .with(
                        new QueueKey(client, false),
                        queue -> replaced[0] = queue.release(pubrel.getPacketIdentifier()));
        return replaced[0];
    }

    @Override
    public @Nullable String remove(String client, int packetId, int bucketIndex) {
        return remove(client, packetId, null, bucketIndex);
    }

    @Override
    public @Nullable String remove(
            String client, int packetId, @Nullable String uniqueId, int bucketIndex) {
        return buckets.get(bucketIndex)
                .<@Nullable String>ask(
                        new QueueKey(client, false),
                        null,
                        queue -> {
                            String removed = queue.acknowledged(packetId, uniqueId);
                            offer(client, false, queue);
                            return removed;
                        });
    }

    @Override
    public int size(String queueId, boolean shared, int bucketIndex) {
        return buckets.get(bucketIndex).ask(new QueueKey(queueId, shared), 0, ClientQueue::size);
    }

    @Override
    public void clear(String queueId, boolean shared, int bucketIndex) {
        buckets.get(bucketIndex).clear(new QueueKey(queueId, shared));
    }

    @Override
    public void removeAllQos0Messages(String queueId, boolean shared, int bucketIndex) {
        buckets.get(bucketIndex).with(new QueueKey(queueId, shared), ClientQueue::clearQos0);
    }

    @Override
    public ImmutableSet<String> cleanUp(int bucketIndex) {
        return ImmutableSet.copyOf(buckets.get(bucketIndex).dropExpired(time.now().toEpochMilli()));
    }

    @Override
    public void removeShared(String sharedSubscription, String uniqueId, int bucketIndex) {
        buckets.get(bucketIndex)
                .with(
                        new QueueKey(sharedSubscription, true),
                        queue -> queue.acknowledged(uniqueId));
    }

    @Override
    public void removeInFlightMarker(String sharedSubscription, String uniqueId, int bucketIndex) {
        buckets.get(bucketIndex)
                .with(new QueueKey(sharedSubscription, true), queue -> queue.sendAgain(uniqueId));
    }

    /// Makes what was written survive a power cut and tries again to write and to read what could not be; to
    /// be called every second. A disk that cannot be written is told by [QueueMemory#problem].
    public void sync() {
        boolean behind = false;
        for (QueueBucket each : buckets) {
            each.catchUp();
            try {
                each.sync();
            } catch (IOException e) {
                memory.failed(e);
                behind = true;
            }
            behind |= each.isBehind();
            readAgain(each);
        }
        if (!behind) {
            memory.works();
        }
    }

    private void readAgain(QueueBucket bucket) {
        QueueTime now = QueueTime.of(time);
        List<Runnable> asking = new ArrayList<>();
        bucket.forEach((key, queue) -> {
            if (queue.isToBeRead(now)) {
                boolean again = queue.isToBeSentAgain();
                asking.add(() -> window.ask(key, again));
            }
        });
        asking.forEach(Runnable::run);
    }

    /// Drops what waits for clients that have no session any more: of a session that ended with the process,
    /// or that was in a damaged file.
    public void keepOnly(Predicate<String> hasSession) {
        buckets.forEach(each -> each.clearIf(key -> !key.shared() && !hasSession.test(key.id())));
    }

    /// What could not be read of the files, in words.
    public List<String> damage() {
        return buckets.stream().flatMap(each -> each.damage().stream()).toList();
    }

    /// Closes every bucket, also those HiveMQ has closed already.
    public void close() throws IOException {
        Closer closer = Closer.create();
        buckets.forEach(each -> closer.register(each::close));
        closer.close();
    }

    @Override
    public void closeDB(int bucketIndex) {
        try {
            buckets.get(bucketIndex).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
