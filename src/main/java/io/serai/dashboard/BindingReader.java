package io.serai.dashboard;

import io.serai.config.NearNames;
import io.serai.device.spi.DeviceDefinition;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.mqtt.TopicName;
import io.serai.topic.PayloadPath;
import io.serai.yaml.Section;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads what ties widgets to topics, devices and variables. Not thread-safe.
final class BindingReader {

    private final Collection<DeviceDefinition> devices;

    BindingReader(Collection<DeviceDefinition> devices) {
        this.devices = devices;
    }

    Optional<DeviceDefinition> device(String id) {
        return devices.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    static Optional<Double> positive(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(each -> each > 0 && each < 1e300);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// Where the value of a widget comes from: what stands in `state:`, or else beside its type.
    Optional<Source> state(Section widget, WidgetType type) {
        boolean wildcards = type == WidgetType.LOG;
        Optional<Section> own = widget.section("state");
        if (own.isPresent()) {
            Optional<Source> source = source(own.get(), wildcards);
            if (source.isEmpty() && !has(own.get())) {
                own.get().missing("topic", "a topic, or else \"device\" or \"variable\"");
            }
            own.get().finish();
            return source;
        }
        boolean shows = type.shows() != WidgetType.Shows.NOTHING;
        return shows ? source(widget, wildcards) : Optional.empty();
    }

    /// Whether a widget says where its value comes from, rightly or not.
    boolean isGiven(Section widget) {
        return has(widget) || widget.has("state");
    }

    private static boolean has(Section section) {
        return section.has("topic") || section.has("device") || section.has("variable");
    }

    /// The source that the keys of a section say; empty when they say none.
    Optional<Source> source(Section section, boolean wildcards) {
        Optional<TopicFilter> topic =
                section.value(
                        "topic",
                        wildcards ? "a topic filter such as home/#" : "a topic without wildcards",
                        text -> filter(text, wildcards));
        Optional<PayloadPath> path =
                section.value(
                        "path", "names with dots between, such as a.b", legal(PayloadPath::new));
        Optional<String> device = device(section);
        Optional<String[]> variable = variable(section);
        requireOne(section);
        if (path.isPresent() && !section.has("topic")) {
            section.reject("path", "\"path\" is for topics, and there is none. Remove it.");
        }
        return topic.<Source>map(each -> new Source.OfTopic(each, path))
                .or(() -> device.map(Source.OfDevice::new))
                .or(() -> variable.map(each -> new Source.OfVariable(each[0], each[1])));
    }

    private void requireOne(Section section) {
        List<String> given = Stream.of("topic", "device", "variable").filter(section::has).toList();
        if (given.size() > 1) {
            section.reject(
                    given.get(1),
                    "\"%s\" and \"%s\" are given; a value has one source. Remove one, or put what is set into"
                                    .formatted(given.get(0), given.get(1))
                            + " \"command:\".");
        }
    }

    private Optional<String> device(Section section) {
        Optional<String> id = section.text("device");
        if (id.isPresent() && device(id.get()).isEmpty()) {
            List<String> known = devices.stream().map(DeviceDefinition::id).toList();
            section.reject(
                    "device",
                    "there is no device \"%s\".%s"
                            .formatted(id.get(), NearNames.suggestion(id.get(), known)));
        }
        return id;
    }

    private static Optional<String[]> variable(Section section) {
        return section.value(
                "variable",
                "FLOW:NAME, the flow that sets it and its name",
                text ->
                        Optional.of(text.split(":", 2))
                                .filter(each ->
                                        each.length == 2
                                                && !each[0].isBlank()
                                                && !each[1].isBlank()));
    }

    private static Optional<TopicFilter> filter(String text, boolean wildcards) {
        return legal(TopicFilter::parse)
                .apply(text)
                .filter(each -> each.shareGroup().isEmpty() && (wildcards || !each.hasWildcard()));
    }

    /// What a text stands for; empty when `parse` refuses it.
    private static <T> Function<String, Optional<T>> legal(Function<String, T> parse) {
        return text -> {
            try {
                return Optional.of(parse.apply(text));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        };
    }

    /// Where what people set goes: what stands in `command:`, or else where the value comes from.
    Optional<Target> command(Section widget, WidgetType type, Optional<Source> state) {
        if (!type.isControl()) {
            return Optional.empty();
        }
        Optional<Section> own = widget.section("command");
        if (own.isPresent()) {
            Optional<Target> target = target(own.get());
            if (target.isEmpty() && !has(own.get())) {
                own.get().missing("topic", "a topic, or else \"device\" or \"variable\"");
            }
            own.get().finish();
            return target;
        }
        if (widget.has("command")) {
            return Optional.empty(); // told already
        }
        if (type == WidgetType.BUTTON) {
            widget.missing("command", "what it does, such as {topic: bell, payload: ring}");
            return Optional.empty();
        }
        Source from = state.orElse(null);
        return switch (from) {
            case Source.OfTopic topic when topic.path().isEmpty() ->
                    Optional.of(
                            new Target.ToTopic(
                                    new TopicName(topic.filter().text()),
                                    PayloadTemplate.PLAIN,
                                    Qos.AT_LEAST_ONCE,
                                    false));
            case Source.OfTopic topic -> {
                widget.missing(
                        "command",
                        "what is published, such as {topic: %s, payload: '{\"%s\": {value}}'}"
                                .formatted(topic.filter(), topic.path().orElseThrow()));
                yield Optional.empty();
            }
            case Source.OfDevice device -> Optional.of(new Target.ToDevice(device.id()));
            case Source.OfVariable variable ->
                    Optional.of(new Target.ToVariable(variable.flow(), variable.name()));
            case null -> {
                if (!has(widget) && !widget.has("state")) {
                    widget.missing("topic", "a topic, or \"device\", \"variable\" or \"command\"");
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<Target> target(Section section) {
        Optional<TopicName> topic =
                section.value("topic", "a topic without wildcards", legal(TopicName::new));
        Optional<String> device = device(section);
        Optional<String[]> variable = variable(section);
        requireOne(section);
        Optional<PayloadTemplate> payload =
                section.text("payload").flatMap(each -> payload(section, each));
        Qos qos = Qos.of(section.whole("qos", 0, 2).orElse(1));
        boolean retain = section.flag("retain", false);
        if (!section.has("topic")) {
            Stream.of("payload", "qos", "retain")
                    .filter(section::has)
                    .forEach(key ->
                            section.reject(key, "\"%s\" is for topics. Remove it.".formatted(key)));
        }
        return topic.<Target>map(each ->
                        new Target.ToTopic(
                                each, payload.orElse(PayloadTemplate.PLAIN), qos, retain))
                .or(() -> device.map(Target.ToDevice::new))
                .or(() -> variable.map(each -> new Target.ToVariable(each[0], each[1])));
    }

    private static Optional<PayloadTemplate> payload(Section section, String text) {
        try {
            return Optional.of(new PayloadTemplate(text));
        } catch (IllegalArgumentException e) {
            section.reject("payload", "\"payload\" %s.".formatted(e.getMessage()));
            return Optional.empty();
        }
    }

    /// `availability: topic`, or a mapping with the word for that it is there.
    Optional<Availability> availability(Section widget) {
        if (!widget.has("availability")) {
            return Optional.empty();
        }
        if (widget.isMapping("availability")) {
            Section own = widget.section("availability").orElseThrow();
            Optional<TopicFilter> topic =
                    own.value("topic", "a topic without wildcards", text -> filter(text, false));
            if (!own.has("topic")) {
                own.missing("topic", "the topic on which it is said whether it is there");
            }
            String online = own.text("online").orElse("online");
            own.finish();
            return topic.map(each -> new Availability(each, online));
        }
        return widget.value(
                        "availability", "a topic without wildcards", text -> filter(text, false))
                .map(each -> new Availability(each, "online"));
    }
}
