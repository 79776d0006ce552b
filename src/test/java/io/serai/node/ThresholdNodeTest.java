package io.serai.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.node.spi.BadMessageException;
import io.serai.node.state.NodeStates;
import io.serai.node.threshold.ThresholdComponent;
import io.serai.observe.Counters;
import io.serai.store.MemoryStore;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.EndpointInject;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ThresholdNodeTest extends CamelTestSupport {

    private final MemoryStore store = new MemoryStore();

    @EndpointInject("mock:out")
    private MockEndpoint out;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addComponent(
                "threshold", new ThresholdComponent("flow", new NodeStates(store, new Counters())));
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:light").to("threshold:dark?field=light&below=300").to("mock:out");
                from("direct:skip")
                        .to("threshold:skip?field=sensor.light&below=300&missing=skip")
                        .to("mock:out");
                from("direct:tank")
                        .to("threshold:fill?below=50&until=100&emit=change")
                        .to("mock:out");
            }
        };
    }

    private List<Object> states() {
        return out.getExchanges().stream()
                .map(exchange -> exchange.getIn().getHeader("CamelThresholdOn"))
                .toList();
    }

    @Test
    void everyMessageGoesOnWithTheState() {
        for (Object light : new Object[] {0, 299.5, 300, 1023, 12L}) {
            template().sendBody("direct:light", Map.of("light", light, "more", "members"));
        }

        assertThat(states()).containsExactly(true, true, false, false, true);
        assertThat(out.getExchanges().getFirst().getIn().getBody()).isInstanceOf(Map.class);
    }

    @Test
    void onlySwitchesGoOnWhenAskedForChanges() {
        for (String level : List.of("60", "49", "75", "99.9", " 100 ", "105", "50", "49.9")) {
            template()
                    .sendBody(
                            "direct:tank", level.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        assertThat(states()).containsExactly(true, false, true);
    }

    @Test
    void eachTopicHasAStateOfItsOwn() {
        template().sendBodyAndHeader("direct:tank", 20, "CamelMqttTopic", "a/level");
        template().sendBodyAndHeader("direct:tank", 20, "CamelMqttTopic", "b/level");
        template().sendBodyAndHeader("direct:tank", 60, "CamelMqttTopic", "a/level");

        assertThat(states()).containsExactly(true, true);
    }

    @Test
    void theStateSurvivesARestart() throws Exception {
        template().sendBody("direct:tank", 20);

        try (var restarted = new DefaultCamelContext()) {
            restarted.addComponent(
                    "threshold",
                    new ThresholdComponent("flow", new NodeStates(store, new Counters())));
            restarted.addRoutes(createRouteBuilder());
            restarted.start();
            out = restarted.getEndpoint("mock:out", MockEndpoint.class);
            try (ProducerTemplate template = restarted.createProducerTemplate()) {
                template.sendBody("direct:tank", 60);
                template.sendBody("direct:tank", 100);
            }
        }

        assertThat(states()).containsExactly(false);
    }

    @Test
    void whatIsNoNumberIsABadMessageAndChangesNothing() {
        template().sendBody("direct:tank", 20);
        for (String bad : List.of("NaN", "Infinity", "0x10", "12,5", "on", "", "1e999")) {
            assertThatThrownBy(() -> template().sendBody("direct:tank", bad))
                    .isInstanceOf(CamelExecutionException.class)
                    .hasCauseInstanceOf(BadMessageException.class);
        }
        template().sendBody("direct:tank", 100);

        assertThat(states()).containsExactly(true, false);
    }

    @Test
    void aMissingFieldIsTold() {
        assertThatThrownBy(() -> template().sendBody("direct:light", Map.of("lihgt", 1)))
                .hasRootCauseMessage("there is no \"light\"");
        assertThatThrownBy(() -> template().sendBody("direct:light", Map.of("light", "12")))
                .hasRootCauseMessage("\"light\" is not a number");
        assertThatThrownBy(() -> template().sendBody("direct:light", "{\"light\": 1}"))
                .hasRootCauseMessage(
                        "field=light needs a JSON object; put \"unmarshal: {json: {}}\" before"
                                + " threshold:");
    }

    @Test
    void aMissingFieldMayBeSkipped() {
        template().sendBody("direct:skip", Map.of("other", 1));
        template().sendBody("direct:skip", Map.of("sensor", Map.of("light", 1)));

        assertThat(states()).containsExactly(true);
    }

    @Test
    void wrongOptionsAreRefusedWithTheRemedy() {
        assertThatThrownBy(() -> context().getEndpoint("threshold:a?below=1&above=2"))
                .hasStackTraceContaining("state either below=N or above=N");
        assertThatThrownBy(() -> context().getEndpoint("threshold:b?below=50&until=20"))
                .hasStackTraceContaining("until = 20.0 must not be less than below = 50.0");
        assertThatThrownBy(() -> context().getEndpoint("threshold:c?below=x"))
                .hasStackTraceContaining("below must be a number, is x");
        assertThatThrownBy(() -> context().getEndpoint("threshold:dark?below=400"))
                .hasStackTraceContaining("already used in this flow");
        assertThatThrownBy(() -> context().getEndpoint("threshold:d?below=1&bellow=2"))
                .hasStackTraceContaining("bellow");
    }
}
