package io.serai.console.api.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Role;
import io.serai.flow.FlowPicture.Topic;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

class FlowLinksTest {

    private static FlowPicture flow(String id, Node... nodes) {
        return new FlowPicture(id, List.of(nodes), List.of());
    }

    private static Node hears(String id, String filter, @Nullable String broker) {
        return node(id, Role.SOURCE, new Topic(filter, true, broker), null);
    }

    private static Node publishes(String id, String topic, @Nullable String broker) {
        return node(id, Role.SINK, new Topic(topic, false, broker), null);
    }

    private static Node node(String id, Role role, @Nullable Topic topic, @Nullable String device) {
        return new Node(id, id, role, "to", "x", "", "", 1, topic, device, null);
    }

    @Test
    void aTopicLeadsToEveryFilterThatMatchesIt() {
        List<FlowLinks.Link> links =
                FlowLinks.between(
                        List.of(
                                flow("a", publishes("a:1", "hall/light", null)),
                                flow("b", hears("b:0", "+/light", null)),
                                flow("c", hears("c:0", "$share/two/hall/#", null)),
                                flow("d", hears("d:0", "hall/light", null)),
                                flow("e", hears("e:0", "hall/heat", null))));

        assertThat(links)
                .extracting(FlowLinks.Link::toNode)
                .containsExactlyInAnyOrder("b:0", "c:0", "d:0");
        assertThat(links).allMatch(each -> each.name().equals("hall/light"));
    }

    @Test
    void brokersKeepTheirTopicsApart() {
        assertThat(
                        FlowLinks.between(
                                List.of(
                                        flow("a", publishes("a:1", "t", "attic:1883")),
                                        flow("b", hears("b:0", "t", null)),
                                        flow("c", hears("c:0", "t", "attic:1883")))))
                .extracting(FlowLinks.Link::toFlow)
                .containsExactly("c");
    }

    @Test
    void aDeviceThatIsSetLeadsToWhoeverListensToIt() {
        assertThat(
                        FlowLinks.between(
                                List.of(
                                        flow("a", node("a:1", Role.SINK, null, "bulb")),
                                        flow("b", node("b:0", Role.SOURCE, null, "bulb")),
                                        flow("c", node("c:0", Role.SOURCE, null, "*")),
                                        flow("d", node("d:0", Role.SOURCE, null, "door")))))
                .extracting(each -> each.toFlow() + " over " + each.over() + " " + each.name())
                .containsExactly("b over device bulb", "c over device bulb");
    }
}
