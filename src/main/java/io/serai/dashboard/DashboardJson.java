package io.serai.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The pages as a browser gets them.
final class DashboardJson {

    private DashboardJson() {}

    static ArrayNode pages(DashboardFile file) {
        ArrayNode pages = JsonNodeFactory.instance.arrayNode();
        for (Page page : file.pages()) {
            ObjectNode json = pages.addObject().put("id", page.id()).put("title", page.title());
            page.icon().ifPresent(icon -> json.put("icon", icon));
            ArrayNode groups = json.putArray("groups");
            for (Page.Group group : page.groups()) {
                ArrayNode widgets =
                        groups.addObject().put("title", group.title()).putArray("widgets");
                group.widgets().forEach(each -> widgets.add(widget(each)));
            }
        }
        return pages;
    }

    private static ObjectNode widget(Widget widget) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", widget.id());
        json.put("type", widget.type().word());
        json.put("title", widget.title());
        json.setAll(widget.options().deepCopy());
        widget.state().ifPresent(from -> json.set("state", source(from)));
        widget.command().ifPresent(to -> json.set("command", target(to)));
        widget.lamp().ifPresent(from -> json.set("lamp", source(from)));
        widget.staleAfter().ifPresent(after -> json.put("staleAfter", after.toSeconds()));
        return json;
    }

    private static ObjectNode source(Source source) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (source) {
            case Source.OfTopic topic -> {
                json.put("topic", topic.filter().text());
                topic.path().ifPresent(path -> json.put("path", path.text()));
                yield json;
            }
            case Source.OfDevice device -> json.put("device", device.id());
            case Source.OfVariable variable ->
                    json.put("variable", "%s:%s".formatted(variable.flow(), variable.name()));
        };
    }

    private static ObjectNode target(Target target) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (target) {
            case Target.ToTopic topic ->
                    json.put("topic", topic.topic().text())
                            .put("qos", topic.qos().level())
                            .put("retain", topic.retain());
            case Target.ToDevice device -> json.put("device", device.id());
            case Target.ToVariable variable ->
                    json.put("variable", "%s:%s".formatted(variable.flow(), variable.name()));
        };
    }
}
