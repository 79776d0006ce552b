package io.serai.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceKind;
import io.serai.yaml.Problems;
import io.serai.yaml.Section;
import io.serai.yaml.YamlFile;

import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Reads the keys of one widget after another. Not thread-safe.
final class WidgetReader {

    private static final List<String> SPANS = List.of("1h", "6h", "24h", "7d", "30d");
    private static final int MOST_LINES = 200;

    private final Problems problems;
    private final BindingReader bindings;
    private ObjectNode options = JsonNodeFactory.instance.objectNode();

    WidgetReader(Problems problems, Collection<DeviceDefinition> devices) {
        this.problems = problems;
        bindings = new BindingReader(devices);
    }

    Optional<Widget> read(Section widget, WidgetType type, String id, String title) {
        int before = problems.count();
        options = JsonNodeFactory.instance.objectNode();
        for (String each : List.of("icon", "description")) {
            text(widget, each);
        }
        whole(widget, "width", 1, 4);
        Optional<Source> state = bindings.state(widget, type);
        Optional<Target> command = bindings.command(widget, type, state);
        Optional<Duration> staleAfter = staleAfter(widget, state);
        Optional<Availability> availability = bindings.availability(widget);
        Optional<Source> lamp = Optional.empty();
        var words = Widget.Words.USUAL;
        switch (type) {
            case GAUGE, SLIDER, NUMBER -> range(widget, type, state);
            case LEVEL -> {
                range(widget, type, state);
                Optional<Section> section = widget.section("lamp");
                if (section.isPresent()) {
                    lamp = bindings.source(section.get(), false);
                    words = words(section.get());
                    text(section.get(), "title", "lampTitle");
                    section.get().finish();
                }
            }
            case SWITCH, LAMP -> words = words(widget);
            case TEXT -> {
                text(widget, "unit");
                whole(widget, "decimals", 0, 10);
            }
            case CHART, STATE_TIMELINE -> series(widget, type);
            case BUTTON -> {
                options.put("value", widget.text("value").orElse(""));
                text(widget, "label");
                options.put("confirm", widget.flag("confirm", false));
            }
            case SELECT -> select(widget);
            case COLOUR -> {}
            case TABLE -> list(widget, "columns");
            case IMAGE -> image(widget, state);
            case MARKDOWN ->
                    options.put("text", widget.requiredText("text", "what it says, in Markdown"));
            case LOG -> options.put("lines", widget.whole("lines", 1, MOST_LINES).orElse(50));
            case ALERT -> alert(widget);
        }
        if (state.isEmpty() && needsState(type) && !bindings.isGiven(widget)) {
            widget.missing(
                    "topic",
                    "a topic, or else \"device\" or \"variable\": where its value comes from");
        }
        return problems.count() > before
                ? Optional.empty()
                : Optional.of(
                        new Widget(
                                id,
                                type,
                                title,
                                options,
                                state,
                                command,
                                lamp,
                                words,
                                staleAfter,
                                availability));
    }

    private static boolean needsState(WidgetType type) {
        return type.shows() != WidgetType.Shows.NOTHING
                && type != WidgetType.IMAGE
                && !type.isControl();
    }

    private Optional<Duration> staleAfter(Section widget, Optional<Source> state) {
        if (!widget.has("stale-after")) {
            return Optional.empty();
        }
        if (!(state.orElse(null) instanceof Source.OfTopic)) {
            widget.reject(
                    "stale-after",
                    "\"stale-after\" is for topics; a device tells of itself whether it works. Remove it.");
        }
        return Optional.of(widget.duration("stale-after", Duration.ofMinutes(1)));
    }

    private void range(Section widget, WidgetType type, Optional<Source> state) {
        Optional<DeviceDefinition> device =
                state.filter(Source.OfDevice.class::isInstance)
                        .flatMap(each -> bindings.device(((Source.OfDevice) each).id()));
        boolean isMeasured = device.filter(each -> each.kind() == DeviceKind.SENSOR).isPresent();
        double min = widget.number("min").orElse(isMeasured ? device.orElseThrow().min() : 0);
        double max = widget.number("max").orElse(isMeasured ? device.orElseThrow().max() : 100);
        if (min >= max) {
            widget.reject("min", "\"min\" must be less than \"max\", which is %s.".formatted(max));
        }
        options.put("min", min).put("max", max);
        String unit = widget.text("unit").orElse(device.map(DeviceDefinition::unit).orElse(""));
        if (!unit.isEmpty()) {
            options.put("unit", unit);
        }
        whole(widget, "decimals", 0, 10);
        if (type.isControl()) {
            widget.value("step", "a number above 0", BindingReader::positive)
                    .ifPresent(step -> options.put("step", step));
        } else {
            widget.number("low").ifPresent(low -> options.put("low", low));
            widget.number("high").ifPresent(high -> options.put("high", high));
        }
    }

    private Widget.Words words(Section section) {
        var words =
                new Widget.Words(
                        section.text("on").orElse(Widget.Words.USUAL.on()),
                        section.text("off").orElse(Widget.Words.USUAL.off()));
        if (words.on().equals(words.off())) {
            section.reject("off", "\"on\" and \"off\" are the same word.");
        }
        return words;
    }

    private void series(Section widget, WidgetType type) {
        if (list(widget, "series").isEmpty()) {
            widget.missing(
                    "series", "a list of names from the history, such as [device/hall-light]");
        }
        options.put("span", widget.choice("span", SPANS).orElse("24h"));
        if (type == WidgetType.CHART) {
            text(widget, "unit");
            widget.number("min").ifPresent(min -> options.put("min", min));
            widget.number("max").ifPresent(max -> options.put("max", max));
        }
    }

    private void select(Section widget) {
        if (list(widget, "options").isEmpty()) {
            widget.missing("options", "a list of what can be chosen, such as [low, high]");
        }
    }

    private void image(Section widget, Optional<Source> state) {
        widget.value(
                        "url",
                        "an address on this gateway, such as /www/NAME.png for a file that is put into www.dir (pages load nothing from elsewhere)",
                        WidgetReader::imageUrl)
                .ifPresent(url -> options.put("url", url));
        text(widget, "alt");
        if (state.isEmpty() && !widget.has("url")) {
            widget.missing("url", "where the picture is, or \"topic\": where that is said");
        }
    }

    private static Optional<String> imageUrl(String text) {
        return Optional.of(text).filter(url -> url.matches("/[^/\\\\\\s][^\\\\\\s]*"));
    }

    private void alert(Section widget) {
        widget.number("above").ifPresent(above -> options.put("above", above));
        widget.number("below").ifPresent(below -> options.put("below", below));
        text(widget, "equals");
        text(widget, "text");
        options.put(
                "severity",
                widget.choice("severity", List.of("info", "warning", "error")).orElse("warning"));
        if (!widget.has("above") && !widget.has("below") && !widget.has("equals")) {
            widget.missing("above", "a number, or \"below\" or \"equals\": when it is to alert");
        }
    }

    private void text(Section section, String key) {
        text(section, key, key);
    }

    private void text(Section section, String key, String option) {
        section.text(key).ifPresent(text -> options.put(option, text));
    }

    private void whole(Section section, String key, int min, int max) {
        section.whole(key, min, max).ifPresent(number -> options.put(key, number));
    }

    private ArrayNode list(Section section, String key) {
        ArrayNode texts = options.putArray(key);
        for (Node each : section.list(key)) {
            if (each instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                problems.add(
                        YamlFile.line(each), "an entry of \"%s\" must be a text.".formatted(key));
            }
        }
        return texts;
    }
}
