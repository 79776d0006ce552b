package io.serai.link.publish;

import io.netty.channel.EventLoop;
import io.serai.link.settings.OutboxConfig;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.MqttMessage;
import io.serai.store.MessageQueue;
import io.serai.store.MessageQueue.Waiting;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Messages for a broker that is away, on disk, first in first out. A message stays there until it was
/// sent and [#finished].
///
/// Confined to the event loop, which never waits for the disk: it hears of what was written.
final class Outbox {

    /// What goes out in a moment.
    private static final int FEW = 500;

    private final EventLoop loop;
    private final Timekeeper time;
    private final OutboxConfig config;
    private final MessageQueue queue;
    private final OutboxReport report;
    private final Runnable wake;
    private final RunningAges ages;
    private final ReplayRate rate;
    private final OutboxHead head;

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
        head = new OutboxHead(loop, time, queue, report, this::changed);
    }

    private void changed() {
        makeRoom();
        tellWhenEmpty();
        wake.run();
    }

    /// From now on this is the queue's only reader.
    void start() {
        started = true;
        head.start();
        if (queue.count() > 0) {
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
        return appending > 0 || !head.isExhausted();
    }

    /// What is here goes out in a moment. What is new had better wait for that in memory: under steady
    /// traffic there is always one on its way to the disk, and the outbox would never be empty.
    boolean isNearlyEmpty() {
        return open && waiting() <= FEW && rate.isCaughtUp(waiting());
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
        head.skip(id);
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
                if (next.failure == null) {
                    head.arrived();
                }
            }
            next.told.accept(outcome(next));
        }
        if (closing != null && answersDue == 0) {
            closing.complete(null);
            return;
        }
        changed();
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
        head.readAhead();
        Waiting first = head.peek();
        if (first == null) {
            return null;
        }
        long now = time.nanos();
        if (!rate.allows(now)) {
            wakeAfter(rate.pause());
            return null;
        }
        return first;
    }

    /// [#next] was sent.
    void sent() {
        head.remove();
        rate.take();
        onTheWay++;
    }

    /// The broker has it.
    void finished(long id) {
        report.sent();
        forget(id);
    }

    /// It will never be sent again.
    void forget(long id) {
        queue.remove(id);
        onTheWay--;
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
        for (Waiting first = head.peek(); first != null; first = head.peek()) {
            if (ages.isOver(first.id(), time.nanos())) {
                report.expired(config.maxAge());
            } else if (dropping && waiting() > config.maxMessages()) {
                report.dropped(config.maxMessages());
            } else {
                return;
            }
            head.remove();
            queue.remove(first.id());
        }
        if (isFull()) {
            head.readAhead();
        }
    }

    /// Every second.
    void tick() {
        if (ages.isLimited()) {
            head.readAhead();
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
            head.stop();
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
