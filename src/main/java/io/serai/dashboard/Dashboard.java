package io.serai.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.config.NearNames;
import io.serai.device.DeviceEvent;
import io.serai.device.DeviceSubscription;
import io.serai.device.DeviceValue;
import io.serai.device.Devices;
import io.serai.flow.Problem;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.TopicFilter;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.Timekeeper;
import io.serai.topic.TopicValue;
import io.serai.topic.TopicWatch;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// The pages of `dashboard.yaml` and the values of their widgets. Thread-safe.
public final class Dashboard implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String SKIPPED = "dashboard.skipped";
    private static final String VALUES = "values";

    private final Surroundings around;
    private final Sending sending;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Timekeeper.Task looking;

    private final ReentrantLock lock = new ReentrantLock();
    private Map<String, WidgetState> states = Map.of();
    private DashboardFile file = DashboardFile.EMPTY;
    private List<Problem> problems = List.of();
    private List<TopicWatch.Watch> watches = List.of();
    private @Nullable DeviceSubscription listening;
    private int version;
    private boolean closed;

    /// What the dashboard works with.
    public record Surroundings(
            TopicWatch topics,
            MqttLinks links,
            Devices devices,
            Variables variables,
            Timekeeper time,
            Health health,
            Counters counters) {}

    /// Hears of changes. It must not block.
    public interface Listener {

        /// A widget shows something else.
        void changed(String widget, ObjectNode value);

        /// The pages are others.
        void reloaded(int version);
    }

    public Dashboard(Surroundings around) {
        this.around = around;
        sending = new Sending(around);
        looking = around.time().scheduleEvery(LOOK, LOOK, this::look);
    }

    /// Shows other pages from now on, in which nothing is wrong. Widgets that stay keep what they show.
    public void change(DashboardFile next) {
        List<TopicWatch.Watch> former;
        Map<String, WidgetState> fresh = new LinkedHashMap<>();
        int number;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            for (Widget each : next.widgets()) {
                WidgetState before = states.get(each.id());
                boolean stays = before != null && before.widget().equals(each);
                fresh.put(each.id(), stays ? before : new WidgetState(each));
            }
            states = fresh;
            file = next;
            problems = List.of();
            number = ++version;
            former = watches;
        } finally {
            lock.unlock();
        }
        List<TopicWatch.Watch> open = new ArrayList<>();
        next.widgets().forEach(widget -> follow(widget, open));
        lock.lock();
        try {
            if (closed) {
                former = open;
            } else {
                watches = List.copyOf(open);
                if (listening == null) {
                    listening = around.devices().listen("*", this::changed);
                }
            }
        } finally {
            lock.unlock();
        }
        former.forEach(TopicWatch.Watch::close);
        look();
        listeners.forEach(each -> each.reloaded(number));
    }

    /// The file says something that is wrong; the pages stay as they are.
    public void refuse(List<Problem> wrong) {
        int number;
        lock.lock();
        try {
            problems = List.copyOf(wrong);
            number = ++version;
        } finally {
            lock.unlock();
        }
        listeners.forEach(each -> each.reloaded(number));
    }

    private void follow(Widget widget, List<TopicWatch.Watch> open) {
        if (widget.state().orElse(null) instanceof Source.OfTopic topic) {
            follow(topic.filter(), open, (value, known) -> heard(widget, topic, value, known));
        }
        if (widget.lamp().orElse(null) instanceof Source.OfTopic topic) {
            follow(topic.filter(), open, (value, _) -> lampHeard(widget, topic, value));
        }
        widget.availability()
                .ifPresent(said ->
                        follow(said.topic(), open, (value, _) -> saidOf(widget, said, value)));
        Optional.of(widget)
                .flatMap(each -> device(each.state()))
                .flatMap(around.devices()::lastValue)
                .ifPresent(value -> report(widget, value));
        device(widget.lamp())
                .flatMap(around.devices()::lastValue)
                .ifPresent(value -> lampReport(widget, value));
    }

    private interface Heard {

        /// @param known it is not new, and may have been heard
        void value(TopicValue value, boolean known);
    }

    private void follow(TopicFilter filter, List<TopicWatch.Watch> open, Heard heard) {
        open.add(around.topics().follow(filter, (value, _) -> heard.value(value, false)));
        around.topics().values(filter).forEach(value -> heard.value(value, true));
    }

    private static Optional<String> device(Optional<Source> source) {
        return source.orElse(null) instanceof Source.OfDevice device
                ? Optional.of(device.id())
                : Optional.empty();
    }

    private void heard(Widget widget, Source.OfTopic from, TopicValue value, boolean known) {
        Optional<JsonNode> shown =
                value.text()
                        .flatMap(text ->
                                WidgetValues.shown(widget, value.topic(), text, from.path()));
        if (shown.isEmpty() || value.isCut()) {
            around.counters().add(SKIPPED, VALUES);
            return;
        }
        update(
                widget,
                state -> {
                    if (!known || !isOlder(state, value)) {
                        state.report(shown.get(), value.time());
                    }
                    return true;
                });
    }

    /// A widget that stays is told again what is known.
    private static boolean isOlder(WidgetState state, TopicValue value) {
        return state.time() != null && !value.time().isAfter(state.time());
    }

    private void lampHeard(Widget widget, Source.OfTopic from, TopicValue value) {
        value.text()
                .flatMap(text ->
                        from.path().isEmpty()
                                ? Optional.of(text)
                                : from.path().get().in(text).map(JsonNode::asText))
                .flatMap(text -> WidgetValues.onOff(widget.words(), text))
                .ifPresent(isOn -> update(widget, state -> lamp(state, isOn)));
    }

    private static boolean lamp(WidgetState state, JsonNode isOn) {
        state.lamp(isOn);
        return true;
    }

    private void saidOf(Widget widget, Availability said, TopicValue value) {
        boolean isThere = value.text().map(String::strip).filter(said.online()::equals).isPresent();
        update(
                widget,
                state -> {
                    state.online(value.bytes() == 0 ? null : Boolean.valueOf(isThere));
                    return true;
                });
    }

    private void changed(DeviceEvent event) {
        for (Widget widget : widgets()) {
            if (device(widget.state()).filter(event.deviceId()::equals).isPresent()) {
                report(widget, event.value());
            }
            if (device(widget.lamp()).filter(event.deviceId()::equals).isPresent()) {
                lampReport(widget, event.value());
            }
        }
    }

    private void report(Widget widget, DeviceValue value) {
        WidgetValues.shown(widget, "", value.toString(), Optional.empty())
                .ifPresent(shown ->
                        update(
                                widget,
                                state -> {
                                    state.report(shown, around.time().now());
                                    return true;
                                }));
    }

    private void lampReport(Widget widget, DeviceValue value) {
        WidgetValues.onOff(Widget.Words.USUAL, value.toString())
                .ifPresent(isOn -> update(widget, state -> lamp(state, isOn)));
    }

    private List<Widget> widgets() {
        lock.lock();
        try {
            return states.values().stream().map(WidgetState::widget).toList();
        } finally {
            lock.unlock();
        }
    }

    /// @param change says whether there is something to tell
    private void update(Widget widget, Predicate<WidgetState> change) {
        lock.lock();
        try {
            WidgetState state = states.get(widget.id());
            if (state != null && state.widget().equals(widget) && change.test(state)) {
                tell(state); // under the lock, so that the latest is told last
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(WidgetState state) {
        if (!listeners.isEmpty()) {
            ObjectNode value = state.json(around.time().now());
            listeners.forEach(each -> each.changed(state.widget().id(), value));
        }
    }

    /// What has changed without anybody saying so.
    private void look() {
        Instant now = around.time().now();
        for (Widget widget : widgets()) {
            Optional<String> variable = variable(widget);
            Boolean works = device(widget.state()).map(this::works).orElse(null);
            update(
                    widget,
                    state -> {
                        boolean changed = state.pass(now);
                        if (works != null && !works.equals(state.online())) {
                            state.online(works);
                            changed = true;
                        }
                        return takeVariable(state, variable, now) || changed;
                    });
        }
    }

    private boolean works(String device) {
        Health.PartHealth part = around.health().parts().get("device " + device);
        return part == null || part.ready();
    }

    private Optional<String> variable(Widget widget) {
        return widget.state().orElse(null) instanceof Source.OfVariable from
                ? around.variables().get(from.flow(), from.name())
                : Optional.empty();
    }

    private static boolean takeVariable(WidgetState state, Optional<String> variable, Instant now) {
        Optional<JsonNode> shown =
                variable.flatMap(
                        text -> WidgetValues.shown(state.widget(), "", text, Optional.empty()));
        if (shown.isEmpty() || state.shows(shown.get())) {
            return false;
        }
        state.report(shown.get(), now);
        return true;
    }

    /// Sets what a widget is for.
    ///
    /// @return completes when it is on its way; what comes of it shows in the widget
    /// @throws CommandException when there is no such widget, or it cannot be set to this
    public CompletionStage<Void> command(String id, JsonNode wanted) {
        Widget widget = widget(id);
        JsonNode value = WidgetValues.settable(widget, wanted);
        update(
                widget,
                state -> {
                    state.command(value, around.time().now());
                    return true;
                });
        return sending.send(widget, WidgetValues.sent(widget, value))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        String why = Sending.reason(failure);
                        update(
                                widget,
                                state -> {
                                    state.refuse(why);
                                    return true;
                                });
                    }
                });
    }

    private Widget widget(String id) {
        lock.lock();
        try {
            WidgetState state = states.get(id);
            if (state == null) {
                throw new CommandException(
                        "There is no widget \"%s\".%s"
                                .formatted(id, NearNames.suggestion(id, states.keySet())));
            }
            return state.widget();
        } finally {
            lock.unlock();
        }
    }

    /// Everything a page needs: `version`, `pages`, `values` by widget, `problems` of the file.
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        lock.lock();
        try {
            json.put("version", version);
            json.set("pages", DashboardJson.pages(file));
            ObjectNode values = json.putObject("values");
            Instant now = around.time().now();
            states.forEach((id, state) -> values.set(id, state.json(now)));
            ArrayNode wrong = json.putArray("problems");
            problems.forEach(each ->
                    wrong.addObject()
                            .put("file", each.file().getFileName().toString())
                            .put("line", each.line())
                            .put("text", each.text()));
            return json;
        } finally {
            lock.unlock();
        }
    }

    /// Tells `listener` what every widget shows and from then on each change, until it is ended.
    public Runnable follow(Listener listener) {
        lock.lock();
        try {
            listeners.add(listener);
            Instant now = around.time().now();
            listener.reloaded(version);
            states.forEach((id, state) -> listener.changed(id, state.json(now)));
        } finally {
            lock.unlock();
        }
        return () -> listeners.remove(listener);
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
