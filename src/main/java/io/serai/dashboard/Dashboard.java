package io.serai.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.device.DeviceSubscription;
import io.serai.device.Devices;
import io.serai.flow.Problem;
import io.serai.mqtt.MqttLinks;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.Timekeeper;
import io.serai.topic.TopicWatch;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/// The pages of `dashboard.yaml` and the values of their widgets. Thread-safe.
public final class Dashboard implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Services around;
    private final WidgetStates states;
    private final Hearing hearing;
    private final Sending sending;
    private final Timekeeper.Task looking;

    private final ReentrantLock lock = new ReentrantLock();
    private List<TopicWatch.Watch> watches = List.of();
    private @Nullable DeviceSubscription listening;
    private boolean closed;

    /// What the dashboard works with.
    public record Services(
            TopicWatch topics,
            MqttLinks links,
            Devices devices,
            Variables variables,
            Timekeeper time,
            Health health,
            Counters counters) {}

    /// Hears of the changes that it wants to hear of. It must not block.
    public interface Listener {

        /// A widget shows something else.
        default void changed(String widget, ObjectNode value) {}

        /// The pages are others.
        default void reloaded(int version) {}
    }

    public Dashboard(Services around) {
        this.around = around;
        states = new WidgetStates(around.time());
        hearing = new Hearing(around, states);
        sending = new Sending(around);
        looking = around.time().scheduleEvery(LOOK, LOOK, hearing::look);
    }

    /// Shows other pages from now on, in which nothing is wrong. Widgets that stay keep what they show.
    public void change(DashboardFile next) {
        List<TopicWatch.Watch> former;
        int version;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            version = states.change(next);
            former = watches;
        } finally {
            lock.unlock();
        }
        List<TopicWatch.Watch> open = new ArrayList<>();
        next.widgets().forEach(widget -> hearing.follow(widget, open));
        lock.lock();
        try {
            if (closed) {
                former = open;
            } else {
                watches = List.copyOf(open);
                if (listening == null) {
                    listening = around.devices().listen("*", hearing::changed);
                }
            }
        } finally {
            lock.unlock();
        }
        former.forEach(TopicWatch.Watch::close);
        hearing.look();
        states.tell(version);
    }

    /// The file says something that is wrong; the pages stay as they are.
    public void refuse(List<Problem> wrong) {
        states.refuse(wrong);
    }

    /// Sets what a widget is for.
    ///
    /// @return completes when it is on its way; what comes of it shows in the widget
    /// @throws CommandException when there is no such widget, or it cannot be set to this
    public CompletionStage<Void> command(String id, JsonNode wanted) {
        Widget widget = states.widget(id);
        JsonNode value = WidgetValues.settable(widget, wanted);
        states.update(
                widget,
                state -> {
                    state.command(value, around.time().now());
                    return true;
                });
        return sending.send(widget, WidgetValues.sent(widget, value))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        String why = Sending.reason(failure);
                        states.update(
                                widget,
                                state -> {
                                    state.refuse(why);
                                    return true;
                                });
                    }
                });
    }

    /// Everything a page needs: `version`, `pages`, `values` by widget, `problems` of the file.
    public ObjectNode json() {
        return states.json();
    }

    /// Tells `listener` what every widget shows and from then on each change, until it is ended.
    public Runnable follow(Listener listener) {
        return states.follow(listener);
    }

    /// Idempotent.
    @Override
    public void close() {
        List<TopicWatch.Watch> open;
        DeviceSubscription subscription;
        lock.lock();
        try {
            closed = true;
            open = watches;
            watches = List.of();
            subscription = listening;
        } finally {
            lock.unlock();
        }
        looking.cancel();
        open.forEach(TopicWatch.Watch::close);
        if (subscription != null) {
            subscription.close();
        }
    }
}
