package io.serai.broker;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Closer;
import com.google.common.primitives.ImmutableIntArray;
import com.hivemq.configuration.service.MqttConfigurationService.QueuedMessagesStrategy;
import com.hivemq.mqtt.message.MessageWithID;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.dropping.MessageDroppedService;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.pubrel.PUBREL;
import com.hivemq.persistence.clientqueue.ClientQueueLocalPersistence;

import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The messages that wait for clients, in the place of HiveMQ's own queues: those on Xodus spend ten
/// times the time and bytes, those in memory know no limit but the heap. QoS 0 never touches the disk.
/// Thread-safe.
final class ClientQueues implements ClientQueueLocalPersistence {

    /// How many retained messages wait for one client because of its subscriptions.
    private static final int MOST_ON_SUBSCRIBING = 100_000;

    private final Timekeeper time;
    private final SendWindow window;
    private final QueueMemory memory;
    private final List<QueueBucket> buckets;

    private ClientQueues(
            Timekeeper time, SendWindow window, QueueMemory memory, List<QueueBucket> buckets) {
        this.time = time;
        this.window = window;
        this.memory = memory;
        this.buckets = buckets;
    }

    /// @param folder where the journals are, or null to keep nothing beyond the process
    /// @throws IOException when they cannot be read
    static ClientQueues open(
            @Nullable Path folder,
            QueueMemory memory,
            MessageDroppedService dropped,
            SendWindow window,
            Timekeeper time)
            throws IOException {
        List<QueueBucket> buckets = new ArrayList<>();
        var queues = new ClientQueues(time, window, memory, buckets);
        try {
            for (int i = 0; i < BrokerFolder.BUCKETS; i++) {
                Path own = folder == null ? null : folder.resolve(String.valueOf(i));
                buckets.add(new QueueBucket(own, memory, dropped));
            }
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
        QueueBucket bucket = buckets.get(bucketIndex);
        boolean outlives = shared || window.hasLastingSession(queueId);
        bucket.with(
                new QueueKey(queueId, shared),
                queue -> {
                    for (PUBLISH each : publishes) {
                        if (each.getQoS() == QoS.AT_MOST_ONCE) {
                            queue.addQos0(each);
                        } else if (hasRoom(queue, each, max, strategy, retained)) {
                            var entry =
                                    new QueueEntry(bucket.nextNumber(), retained, outlives, each);
                            queue.add(entry, each);
                        }
                    }
                    offer(queueId, shared, queue);
                });
    }

    private static boolean hasRoom(
            ClientQueue queue,
            PUBLISH publish,
            long max,
            QueuedMessagesStrategy strategy,
            boolean retained) {
        boolean full =
                retained
                        ? queue.onSubscribingSize() >= MOST_ON_SUBSCRIBING
                        : queue.durableSize() >= max;
        if (!full) {
            return true;
        }
        if (strategy == QueuedMessagesStrategy.DISCARD_OLDEST && queue.dropOldest(retained)) {
            return true;
        }
        queue.tellDropped(publish);
        return false;
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
                                        time.now().toEpochMilli()));
    }

    @Override
    public ImmutableList<MessageWithID> readInflight(
            String client, boolean shared, int batchSize, long bytesLimit, int bucketIndex) {
        return buckets.get(bucketIndex)
                .ask(
                        new QueueKey(client, shared),
                        ImmutableList.of(),
                        queue -> queue.unacknowledged(batchSize, bytesLimit));
    }

    @Override
    public @Nullable String replace(String client, PUBREL pubrel, int bucketIndex) {
        QueueBucket bucket = buckets.get(bucketIndex);
        var replaced = new @Nullable String[1];
        bucket.with(
                new QueueKey(client, false),
                queue ->
                        replaced[0] =
                                queue.release(
                                        pubrel.getPacketIdentifier(), bucket.nextFirstNumber()));
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

    /// Makes what was written survive a power cut and tries again to write what could not be; to be
    /// called every second. A disk that fails is told by [QueueMemory#problem].
    void sync() {
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
        }
        if (!behind) {
            memory.works();
        }
    }

    /// Closes every bucket, also those HiveMQ has closed already.
    void close() throws IOException {
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
