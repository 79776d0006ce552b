package io.serai.dashboard;

import io.serai.device.spi.DeviceDefinition;
import io.serai.flow.Problem;
import io.serai.yaml.Problems;
import io.serai.yaml.Section;
import io.serai.yaml.YamlFile;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads `dashboard.yaml` once. Not thread-safe.
final class DashboardReader {

    private static final String ID = "[a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?";

    private final Path file;
    private final Problems problems;
    private final WidgetReader widgets;
    private final Map<String, Integer> linesOfIds = new HashMap<>();

    DashboardReader(Path file, Collection<DeviceDefinition> devices) {
        this.file = file;
        problems = new Problems(file);
        widgets = new WidgetReader(problems, devices);
    }

    DashboardFile read(String text) {
        if (text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"))) {
            return DashboardFile.EMPTY;
        }
        List<Problem> found = new ArrayList<>();
        Optional<Node> root =
                YamlFile.parse(
                        file,
                        text,
                        "dashboard.yaml begins with pages: and lists them below",
                        found);
        found.forEach(problems::add);
        List<Page> pages = root.map(this::pages).orElse(List.of());
        return new DashboardFile(pages, problems.all());
    }

    private List<Page> pages(Node root) {
        List<Page> pages = new ArrayList<>();
        for (Section page : sections(top(root), "pages", "this page", "- title: Hall")) {
            String title = page.requiredText("title", "what people call it, such as Hall");
            String id = id(page, slug(title), "page");
            Optional<String> icon = page.text("icon");
            List<Page.Group> groups = new ArrayList<>();
            for (Section group : sections(page, "groups", "this group", "- title: Light")) {
                groups.add(group(group, id));
            }
            page.finish();
            pages.add(new Page(id, title, icon, groups));
        }
        return pages;
    }

    private Section top(Node root) {
        boolean isMapping = root instanceof MappingNode;
        if (!isMapping) {
            problems.add(
                    YamlFile.line(root), "must begin with \"pages:\" and list the pages below it.");
        }
        var top =
                new Section(
                        "the file",
                        isMapping ? (MappingNode) root : null,
                        YamlFile.line(root),
                        problems);
        top.has("pages");
        top.finish();
        return top;
    }

    private List<Section> sections(Section in, String key, String name, String example) {
        List<Section> found = new ArrayList<>();
        for (Node each : in.list(key)) {
            if (each instanceof MappingNode mapping) {
                found.add(new Section(name, mapping, YamlFile.line(each), problems));
            } else {
                problems.add(
                        YamlFile.line(each),
                        "an entry of %s must hold keys, such as \"%s\".".formatted(key, example));
            }
        }
        return found;
    }

    private Page.Group group(Section group, String page) {
        String title = group.text("title").orElse("");
        List<Widget> read = new ArrayList<>();
        for (Section each : sections(group, "widgets", "this widget", "- type: gauge")) {
            Optional<WidgetType> type = type(each);
            String heading = each.text("title").orElse("");
            if (type.isEmpty()) {
                continue; // which keys it may have is not known
            }
            String name = heading.isEmpty() ? type.get().word() : slug(heading);
            String id = id(each, page + "-" + name, "widget");
            widgets.read(each, type.get(), id, heading).ifPresent(read::add);
            each.finish();
        }
        group.finish();
        return new Page.Group(title, read);
    }

    private Optional<WidgetType> type(Section widget) {
        if (widget.requiredText("type", "one of " + String.join(", ", WidgetType.words()))
                .isEmpty()) {
            return Optional.empty();
        }
        return widget.choice("type", WidgetType.words()).map(WidgetType::of);
    }

    /// What the file says, or else something that is not taken yet.
    private String id(Section section, String usual, String what) {
        Optional<String> given =
                section.value(
                        "id",
                        "small letters, digits and dashes",
                        text -> Optional.of(text).filter(each -> each.matches(ID)));
        String id = given.orElse(usual);
        for (int i = 2; given.isEmpty() && linesOfIds.containsKey(what + id); i++) {
            id = usual + "-" + i;
        }
        Integer before = linesOfIds.putIfAbsent(what + id, section.line("id"));
        if (before != null) {
            section.reject(
                    "id",
                    "there is a %s \"%s\" in line %d already. Give one of them another id."
                            .formatted(what, id, before));
        }
        return id;
    }

    private static String slug(String title) {
        String slug =
                title.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", "");
        String cut = slug.substring(0, Math.min(slug.length(), 40)).replaceAll("-$", "");
        return cut.isEmpty() ? "page" : cut;
    }
}
