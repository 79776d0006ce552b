package io.serai.node.outside;

import io.serai.node.spi.FlowEvents;
import io.serai.node.spi.KnowsOptions;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.EndpointStrategy;

import java.util.Set;

/// Puts an [OutsideEndpoint] before each endpoint of a flow that leads outside by no node of the palette.
/// What is not known to stay inside counts as leading outside.
public final class OutsideEndpoints implements EndpointStrategy {

    /// Schemes of Camel that stay within the process, and those that only make messages.
    private static final Set<String> INSIDE =
            Set.of(
                    "bean",
                    "class",
                    "controlbus",
                    "cron",
                    "dataformat",
                    "dataset",
                    "direct",
                    "disruptor",
                    "kamelet",
                    "language",
                    "log",
                    "mock",
                    "quartz",
                    "ref",
                    "scheduler",
                    "seda",
                    "stub",
                    "timer");

    private final FlowEvents flowEvents;

    public OutsideEndpoints(FlowEvents flowEvents) {
        this.flowEvents = flowEvents;
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        boolean inside =
                endpoint.getComponent() instanceof KnowsOptions
                        || endpoint instanceof OutsideEndpoint
                        || INSIDE.contains(endpoint.getEndpointUri().replaceFirst("[:?].*", ""));
        return inside ? endpoint : new OutsideEndpoint(endpoint, flowEvents);
    }
}
