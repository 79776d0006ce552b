package io.serai.console.api.flow;

import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Topic;
import io.serai.mqtt.TopicFilter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How flows are connected without a wire: one publishes what another hears, one sets a device that another
/// listens to. A topic that is known only when a message comes is not known here.
final class FlowLinks {

    /// @param over `topic` or `device`
    /// @param name of the topic or device
    record Link(
            String fromFlow,
            String fromNode,
            String toFlow,
            String toNode,
            String over,
            String name) {}

    private record Place(String flow, Node node) {}

    /// Most flows hear one topic by its name, so a look at those with wildcards is enough for the rest.
    private final Map<String, List<Place>> hearingTopic = new LinkedHashMap<>();

    private final Map<TopicFilter, List<Place>> hearingFilter = new LinkedHashMap<>();
    private final Map<String, List<Place>> hearingDevice = new LinkedHashMap<>();
    private final List<Link> found = new ArrayList<>();

    private FlowLinks() {}

    static List<Link> between(List<FlowPicture> flows) {
        var links = new FlowLinks();
        flows.forEach(
                flow -> flow.nodes().forEach(node -> links.hear(new Place(flow.flow(), node))));
        flows.forEach(
                flow -> flow.nodes().forEach(node -> links.send(new Place(flow.flow(), node))));
        return List.copyOf(links.found);
    }

    private void hear(Place place) {
        Topic topic = place.node().topic();
        if (topic != null && topic.in()) {
            try {
                TopicFilter filter = TopicFilter.parse(topic.name());
                if (filter.hasWildcard() || filter.shareGroup().isPresent()) {
                    hearingFilter.computeIfAbsent(filter, _ -> new ArrayList<>()).add(place);
                } else {
                    hearingTopic.computeIfAbsent(topic.name(), _ -> new ArrayList<>()).add(place);
                }
            } catch (IllegalArgumentException _) {
                return; // the check of its file says so
            }
        }
        // "sensor" reads a device that nobody sets, "device" hears of every change.
        if (place.node().isSource() && place.node().device() != null) {
            hearingDevice.computeIfAbsent(place.node().device(), _ -> new ArrayList<>()).add(place);
        }
    }

    private void send(Place from) {
        Topic topic = from.node().topic();
        if (topic != null && !topic.in()) {
            hearingTopic.getOrDefault(topic.name(), List.of()).forEach(to -> overTopic(from, to));
            hearingFilter.forEach((filter, hearing) -> {
                if (filter.matches(topic.name())) {
                    hearing.forEach(to -> overTopic(from, to));
                }
            });
        }
        String device = from.node().device();
        if (!from.node().isSource() && device != null) {
            hearingDevice
                    .getOrDefault(device, List.of())
                    .forEach(to -> add(from, to, "device", device));
            hearingDevice
                    .getOrDefault("*", List.of())
                    .forEach(to -> add(from, to, "device", device));
        }
    }

    private void overTopic(Place from, Place to) {
        Topic sent = from.node().topic();
        Topic heard = to.node().topic();
        if (sent != null && heard != null && Objects.equals(sent.broker(), heard.broker())) {
            add(from, to, "topic", sent.name());
        }
    }

    private void add(Place from, Place to, String over, String name) {
        found.add(new Link(from.flow(), from.node().id(), to.flow(), to.node().id(), over, name));
    }
}
