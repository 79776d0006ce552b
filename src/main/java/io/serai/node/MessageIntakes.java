package io.serai.node;

import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.FailedMessages;
import io.serai.store.MessageQueues;
import io.serai.time.Timekeeper;

import org.apache.camel.AsyncProcessor;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The intakes of all flows, and the one clock that looks after them. Thread-safe.
public final class MessageIntakes {

    private static final String PREFIX = "inbox ";

    private final MessageQueues queues;
    private final IntakeConfig config;
    private final Timekeeper time;
    private final MessageIntake.Surroundings around;
    private final Set<MessageIntake> open = ConcurrentHashMap.newKeySet();
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean checkDue = new AtomicBoolean();

    public MessageIntakes(
            MessageQueues queues,
            FailedMessages failed,
            IntakeConfig config,
            Timekeeper time,
            Counters counters,
            Health health) {
        this.queues = queues;
        this.config = config;
        this.time = time;
        around = new MessageIntake.Surroundings(failed, time, counters, health, this::checkSoon);
    }

    /// The intake of one endpoint; its messages on disk go by the flow and the route.
    ///
    /// @param whenFull empty for the gateway's setting
    MessageIntake open(
            String flow,
            String route,
            Optional<WhenFull> whenFull,
            AsyncProcessor processor,
            MessageIntake.Exchanges exchanges) {
        String name = PREFIX + flow + " " + route;
        claimed.add(name);
        var intake =
                new MessageIntake(
                        flow,
                        route,
                        whenFull.map(config::withWhenFull).orElse(config),
                        queues.queue(name),
                        processor,
                        exchanges,
                        around);
        open.add(intake);
        return intake;
    }

    void closed(MessageIntake intake) {
        open.remove(intake);
    }

    /// Messages on disk that no flow has asked for since the start, by flow and route: it was removed or
    /// renamed, or does not run.
    public Map<String, Long> unclaimed() {
        return queues.waiting().stream()
                .filter(name -> name.startsWith(PREFIX) && !claimed.contains(name))
                .collect(
                        Collectors.toMap(
                                name -> name.substring(PREFIX.length()),
                                (Function<String, Long>) name -> queues.queue(name).count()));
    }

    private void checkSoon() {
        if (!checkDue.get() && checkDue.compareAndSet(false, true)) {
            time.schedule(Backlog.LAG, this::check);
        }
    }

    private void check() {
        checkDue.set(false);
        for (MessageIntake each : open) {
            each.check();
            if (each.isBusy()) {
                checkSoon();
            }
        }
    }
}
