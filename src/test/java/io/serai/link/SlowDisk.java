package io.serai.link;

import io.serai.mqtt.MqttMessage;
import io.serai.store.Changes;
import io.serai.store.MessageQueue;
import io.serai.store.MessageQueues;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A disk that takes its time, as an SD card does, before it says that it has kept something.
public record SlowDisk(MessageQueues disk, Timekeeper time, Duration delay)
        implements MessageQueues {

    @Override
    public MessageQueue queue(String name) {
        return new Slow(disk.queue(name));
    }

    @Override
    public void rename(String from, String to, Changes with) {
        disk.rename(from, to, with);
    }

    @Override
    public Set<String> waiting() {
        return disk.waiting();
    }

    @Override
    public void close() {
        disk.close();
    }

    private final class Slow implements MessageQueue {

        private final MessageQueue queue;

        Slow(MessageQueue queue) {
            this.queue = queue;
        }

        @Override
        public Appended append(MqttMessage message) {
            Appended appended = queue.append(message);
            var late = new CompletableFuture<Void>();
            time.schedule(
                    delay,
                    () -> {
                        var _ = appended.kept().thenRun(() -> late.complete(null));
                    });
            return new Appended(appended.id(), late);
        }

        @Override
        public List<Waiting> after(long id, int most) {
            return queue.after(id, most);
        }

        @Override
        public void remove(long id) {
            queue.remove(id);
        }

        @Override
        public long count() {
            return queue.count();
        }
    }
}
