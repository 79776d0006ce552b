package io.serai.history;

import io.serai.config.NearNames;
import io.serai.flow.Problem;
import io.serai.history.HistoryEntry.Kind;
import io.serai.mqtt.TopicFilter;
import io.serai.topic.PayloadPath;
import io.serai.yaml.Problems;
import io.serai.yaml.Section;
import io.serai.yaml.YamlFile;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads `history.yaml` once. Not thread-safe.
final class HistoryReader {

    private static final int MOST_CHARACTERS = 200;

    private final Path file;
    private final Collection<String> devices;
    private final Problems problems;
    private final List<HistoryEntry> entries = new ArrayList<>();

    HistoryReader(Path file, Collection<String> devices) {
        this.file = file;
        this.devices = devices;
        problems = new Problems(file);
    }

    HistoryFile read(String text) {
        if (text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"))) {
            return HistoryFile.EMPTY;
        }
        List<Problem> found = new ArrayList<>();
        YamlFile.parse(file, text, "history.yaml begins with series: and lists them below", found)
                .ifPresent(this::root);
        found.forEach(problems::add);
        return new HistoryFile(entries, problems.all());
    }

    private void root(Node root) {
        if (!(root instanceof MappingNode mapping)) {
            problems.add(
                    YamlFile.line(root), "must begin with \"series:\" and list them below it.");
            return;
        }
        var top = new Section("the file", mapping, YamlFile.line(root), problems);
        for (Node each : top.list("series")) {
            if (each instanceof MappingNode entry) {
                entry(new Section("this entry", entry, YamlFile.line(each), problems));
            } else {
                problems.add(
                        YamlFile.line(each),
                        "an entry must hold keys, such as \"- topic: home/+/temperature\".");
            }
        }
        top.finish();
    }

    private void entry(Section entry) {
        int before = problems.count();
        Optional<HistoryEntry.Source> source = source(entry);
        String name = name(entry, source);
        String unit = entry.text("unit").orElse("");
        Kind kind =
                entry.choice("kind", List.of("number", "state"))
                        .map(each -> Kind.valueOf(each.toUpperCase(Locale.ROOT)))
                        .orElse(Kind.ANY);
        double deadband =
                entry.value(
                                "deadband",
                                "a number from 0 on",
                                text -> number(text).filter(number -> number >= 0))
                        .orElse(0.0);
        Optional<Duration> gap =
                entry.has("gap")
                        ? Optional.of(entry.duration("gap", Duration.ofMinutes(15)))
                        : Optional.empty();
        entry.finish();
        if (problems.count() == before && source.isPresent()) {
            entries.add(new HistoryEntry(source.get(), name, unit, kind, deadband, gap));
        }
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private Optional<HistoryEntry.Source> source(Section entry) {
        Optional<TopicFilter> filter =
                entry.value("topic", "a topic filter such as home/+/temperature", this::filter);
        Optional<PayloadPath> path =
                entry.value("path", "names with dots between, such as a.b", HistoryReader::path);
        Optional<String> device = entry.text("device");
        if (entry.has("topic") == entry.has("device")) {
            problems.add(
                    entry.line("topic"),
                    "an entry has either \"topic\" or \"device\", which say where the values come"
                            + " from.");
        } else if (device.isPresent() && path.isPresent()) {
            entry.reject("path", "\"path\" is for topics; a device has one value. Remove it.");
        }
        device.ifPresent(id -> known(entry, id));
        return filter.<HistoryEntry.Source>map(each -> new HistoryEntry.Topics(each, path))
                .or(() -> device.map(HistoryEntry.FromDevices::new));
    }

    private void known(Section entry, String id) {
        var pattern = new HistoryEntry.FromDevices(id);
        if (devices.stream().noneMatch(pattern::has)) {
            entry.reject(
                    "device",
                    "there is no device \"%s\".%s"
                            .formatted(id, NearNames.suggestion(id, devices)));
        }
    }

    private Optional<TopicFilter> filter(String text) {
        try {
            return Optional.of(TopicFilter.parse(text)).filter(each -> each.shareGroup().isEmpty());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<PayloadPath> path(String text) {
        try {
            return Optional.of(new PayloadPath(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String name(Section entry, Optional<HistoryEntry.Source> source) {
        Optional<String> given =
                entry.value(
                        "name",
                        "a text without commas, at most %d characters".formatted(MOST_CHARACTERS),
                        text ->
                                Optional.of(text)
                                        .filter(each ->
                                                !each.contains(",")
                                                        && each.length() <= MOST_CHARACTERS));
        boolean several =
                source.stream()
                        .anyMatch(each ->
                                switch (each) {
                                    case HistoryEntry.Topics topics ->
                                            topics.filter().hasWildcard();
                                    case HistoryEntry.FromDevices some ->
                                            some.ids().contains("*") || some.ids().contains("?");
                                });
        if (several && given.isPresent() && !given.get().contains("{")) {
            entry.reject(
                    "name",
                    "\"name\" would be the same for every topic or device; put a part of it in, such as {1},"
                            + " {topic} or {device}.");
        }
        return given.or(() -> source.map(HistoryReader::usualName)).orElse("");
    }

    private static String usualName(HistoryEntry.Source source) {
        return switch (source) {
            case HistoryEntry.Topics topics ->
                    "{topic}" + topics.path().map(path -> ":" + path).orElse("");
            case HistoryEntry.FromDevices _ -> "device/{device}";
        };
    }
}
