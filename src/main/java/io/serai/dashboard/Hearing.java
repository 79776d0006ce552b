package io.serai.dashboard;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.device.DeviceEvent;
import io.serai.device.spi.DeviceValue;
import io.serai.mqtt.TopicFilter;
import io.serai.observe.Health;
import io.serai.topic.TopicValue;
import io.serai.topic.TopicWatch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Takes to widgets what topics, devices, variables and the clock say of them. Thread-safe.
final class Hearing {

    private static final String SKIPPED = "dashboard.skipped";
    private static final String VALUES = "values";

    private final Dashboard.Services around;
    private final WidgetStates states;

    Hearing(Dashboard.Services around, WidgetStates states) {
        this.around = around;
        this.states = states;
    }

    /// Follows the topics of a widget, and takes at once what is known of it.
    ///
    /// @param open gets what is to be closed in the end
    void follow(Widget widget, List<TopicWatch.Watch> open) {
        if (widget.state().orElse(null) instanceof Source.OfTopic topic) {
            follow(topic.filter(), open, (value, known) -> heard(widget, topic, value, known));
        }
        if (widget.lamp().orElse(null) instanceof Source.OfTopic topic) {
            follow(topic.filter(), open, (value, _) -> lampHeard(widget, topic, value));
        }
        widget.availability()
                .ifPresent(said ->
                        follow(said.topic(), open, (value, _) -> saidOf(widget, said, value)));
        device(widget.state())
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
        states.update(
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
                .ifPresent(isOn -> states.update(widget, state -> lamp(state, isOn)));
    }

    private static boolean lamp(WidgetState state, JsonNode isOn) {
        state.lamp(isOn);
        return true;
    }

    private void saidOf(Widget widget, Availability said, TopicValue value) {
        boolean isThere = value.text().map(String::strip).filter(said.online()::equals).isPresent();
        states.update(
                widget,
                state -> {
                    state.online(value.bytes() == 0 ? null : Boolean.valueOf(isThere));
                    return true;
                });
    }

    /// A device has another value.
    void changed(DeviceEvent event) {
        for (Widget widget : states.widgets()) {
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
                        states.update(
                                widget,
                                state -> {
                                    state.report(shown, around.time().now());
                                    return true;
                                }));
    }

    private void lampReport(Widget widget, DeviceValue value) {
        WidgetValues.onOff(Widget.Words.USUAL, value.toString())
                .ifPresent(isOn -> states.update(widget, state -> lamp(state, isOn)));
    }

    /// What has changed without anybody saying so.
    void look() {
        Instant now = around.time().now();
        for (Widget widget : states.widgets()) {
            Optional<String> variable = variable(widget);
            Boolean works = device(widget.state()).map(this::works).orElse(null);
            states.update(
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
}
