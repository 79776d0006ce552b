package io.serai.link;

import io.netty.channel.EventLoop;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.MqttMessage;
import io.serai.store.MessageQueue;
import io.serai.store.MessageQueue.Waiting;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Messages for a broker that is away, on disk, first in first out. A message stays there until it was
/// sent and [#finished]; the head of those not yet sent is in memory when it is needed.
///
/// Confined to the event loop. It waits for the disk nowhere: it reads on a thread of the timekeeper and
/// hears of what was written.
final class Outbox {

    /// What is read ahead, roughly: many small messages or few large ones.
    private static final int BATCH_BYTES = 512 * 1024;

    private static final int LARGEST_BATCH = 500;
    private static final int FIRST_BATCH = 50;
    private static final Duration READ_RETRY = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Timekeeper time;
    private final OutboxConfig config;
    private final MessageQueue queue;
    private final OutboxReport report;
    private final Runnable wake;
    private final RunningAges ages;
    private final ReplayRate rate;
    private final Backoff backoff = new Backoff(READ_RETRY, RandomGenerator.getDefault());

    /// The oldest that were not sent, those after `cursor` still unread.
    private final Deque<Waiting> batch = new ArrayDeque<>();

    private long cursor;
    private int batchSize = FIRST_BATCH;
    private boolean more;
    private boolean reading;
    private int appending;

    /// Sent, or on the way already when they were written, and not finished.
    private int onTheWay;

    private boolean started;
    private boolean open;
    private boolean wakeDue;
    private @Nullable CompletableFuture<Void> closing;
    private int answersDue;

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean answersHeard = new AtomicBoolean();

    private record Answer(
            boolean unsent,
            @Nullable Throwable failure,
            Consumer<@Nullable MqttLinkException> told,
            MqttMessage message) {}

    /// @param wake called when [#next] may have something again
    Outbox(
            EventLoop loop,
            Timekeeper time,
            OutboxConfig config,
            MessageQueue queue,
            OutboxReport report,
            Runnable wake) {
        this.loop = loop;
        this.time = time;
        this.config = config;
        this.queue = queue;
        this.report = report;
        this.wake = wake;
        ages = new RunningAges(config.maxAge(), time.nanos());
        rate = new ReplayRate(config.replayRate(), time.nanos());
        more = queue.count() > 0;
    }

    /// From now on this is the queue's only reader.
    void start() {
        started = true;
        more |= queue.count() > 0;
        if (more) {
            report.found(queue.count());
        }
    }

    void opened() {
        open = true;
        report.recovered();
    }

    void lost() {
        open = false;
    }

    /// Whether something is here that was not sent, so that what is new must not go before it.
    boolean hasUnsent() {
        return more || reading || appending > 0 || !batch.isEmpty();
    }

    /// Appends a message that waits.
    ///
    /// @param told hears later when it is safe on disk (null), or why it was not taken
    void append(MqttMessage message, Consumer<@Nullable MqttLinkException> told) {
        if (isFull()) {
            makeRoom();
        }
        // Until it is started only a refusal keeps the limit: the head belongs to somebody else.
        boolean refusing = !started || config.whenFull() == OutboxConfig.WhenFull.REFUSE;
        if (refusing && isFull()) {
            report.refused();
            told.accept(report.full(message, config.maxMessages()));
            return;
        }
        appending++;
        write(message, true, told);
        if (open) {
            rate.join();
        }
        makeRoom();
    }

    /// Appends a message that is on its way already, so that it outlives the process. Only when
    /// nothing here is unsent, or it would come behind younger ones.
    ///
    /// @return its id, for [#finished] once `told` has heard null
    long keep(MqttMessage message, Consumer<@Nullable MqttLinkException> told) {
        onTheWay++;
        long id =
                write(
                        message,
                        false,
                        failure -> {
                            if (failure != null) {
                                onTheWay--;
                            }
                            told.accept(failure);
                        });
        cursor = Math.max(cursor, id);
        return id;
    }

    private long write(
            MqttMessage message, boolean unsent, Consumer<@Nullable MqttLinkException> told) {
        report.began();
        answersDue++;
        MessageQueue.Appended appended = queue.append(message);
        ages.came(appended.id(), time.nanos());
        var _ =
                appended.kept()
                        .whenComplete(
                                (_, failure) -> heard(new Answer(unsent, failure, told, message)));
        return appended.id();
    }

    /// On the disk's thread: one turn of the loop for all that one transaction wrote.
    private void heard(Answer answer) {
        answers.add(answer);
        if (!answersHeard.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.execute(this::answer);
        } catch (RejectedExecutionException _) {
            answer(); // the loop has ended and left everything to us
        }
    }

    private void answer() {
        answersHeard.set(false);
        for (Answer next = answers.poll(); next != null; next = answers.poll()) {
            answersDue--;
            if (next.unsent) {
                appending--;
                more |= next.failure == null;
            }
            next.told.accept(outcome(next));
        }
        if (closing != null && answersDue == 0) {
            closing.complete(null);
            return;
        }
        makeRoom();
        tellWhenEmpty();
        wake.run();
    }

    private @Nullable MqttLinkException outcome(Answer answer) {
        Throwable failure = answer.failure;
        if (failure == null) {
            report.kept();
            return null;
        }
        Throwable cause =
                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure;
        return report.failed(answer.message, cause);
    }

    /// The oldest that was not sent, when it may go now.
    @Nullable Waiting next() {
        makeRoom();
        if (batch.size() <= batchSize / 2) {
            read();
        }
        Waiting head = batch.peek();
        if (head == null) {
            return null;
        }
        long now = time.nanos();
        if (!rate.allows(now)) {
            wakeAfter(rate.pause());
            return null;
        }
        return head;
    }

    /// [#next] was sent.
    void sent() {
        batch.remove();
        rate.take();
        onTheWay++;
    }

    /// The broker has it, or will never be sent it again.
    void finished(long id) {
        queue.remove(id);
        onTheWay--;
        report.sent();
        tellWhenEmpty();
    }

    private void tellWhenEmpty() {
        if (onTheWay == 0 && answersDue == 0 && !hasUnsent()) {
            report.empty();
        }
    }

    private void wakeAfter(Duration delay) {
        if (!wakeDue) {
            wakeDue = true;
            time.schedule(
                    delay,
                    () ->
                            onLoop(() -> {
                                wakeDue = false;
                                wake.run();
                            }));
        }
    }

    private void read() {
        if (!more || reading || !started || closing != null) {
            return;
        }
        reading = true;
        more = false; // an append answered from now on says so again
        long from = cursor;
        int most = batchSize;
        time.schedule(
                Duration.ZERO,
                () -> {
                    try {
                        List<Waiting> found = queue.after(from, most);
                        onLoop(() -> found(found, most));
                    } catch (StoreException e) {
                        onLoop(() -> unreadable(e));
                    }
                });
    }

    private void found(List<Waiting> found, int most) {
        reading = false;
        backoff.reset();
        report.recovered();
        if (found.size() == most) {
            more = true;
        }
        if (!found.isEmpty()) {
            batch.addAll(found);
            cursor = found.getLast().id();
            long bytes = found.stream().mapToLong(each -> each.message().payload().length).sum();
            batchSize =
                    Math.clamp(BATCH_BYTES * (long) found.size() / (bytes + 1), 1, LARGEST_BATCH);
        }
        makeRoom();
        tellWhenEmpty();
        wake.run();
    }

    private void unreadable(StoreException failure) {
        report.unreadable(failure);
        time.schedule(
                backoff.next(),
                () ->
                        onLoop(() -> {
                            reading = false;
                            more = true;
                            wake.run();
                        }));
    }

    private long waiting() {
        return Math.max(0, queue.count() - onTheWay);
    }

    private boolean isFull() {
        return waiting() >= config.maxMessages();
    }

    /// Drops from the head what is too old or too many.
    private void makeRoom() {
        if (!started) {
            return;
        }
        boolean dropping = config.whenFull() == OutboxConfig.WhenFull.DROP_OLDEST;
        for (Waiting head = batch.peek(); head != null; head = batch.peek()) {
            if (ages.isOver(head.id(), time.nanos())) {
                report.expired(config.maxAge());
            } else if (dropping && waiting() > config.maxMessages()) {
                report.dropped(config.maxMessages());
            } else {
                return;
            }
            batch.remove();
            queue.remove(head.id());
        }
        if (isFull() && batch.isEmpty()) {
            read();
        }
    }

    /// Every second.
    void tick() {
        if (ages.isLimited() && batch.isEmpty()) {
            read();
        }
        makeRoom();
        tellWhenEmpty();
        report.waiting(waiting() + onTheWay);
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            return; // closed: what is on disk stays there
        }
    }

    /// Reads nothing more.
    ///
    /// @return completes when every append was answered
    CompletableFuture<Void> close() {
        CompletableFuture<Void> done = closing;
        if (done == null) {
            report.closed();
            done = new CompletableFuture<>();
            closing = done;
            if (answersDue == 0) {
                done.complete(null);
            }
        }
        return done;
    }
}
