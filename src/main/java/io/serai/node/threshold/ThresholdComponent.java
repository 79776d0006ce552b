package io.serai.node.threshold;

import io.serai.node.spi.KnowsOptions;
import io.serai.node.spi.NodeManual;
import io.serai.node.spi.NodeOptions;
import io.serai.node.spi.NumberField;
import io.serai.node.state.NodeStates;
import io.serai.rule.Threshold;

import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// `threshold:NAME?field=light&below=300`. Options:
///
/// - `below=N` or `above=N`: the limit, itself not included. Exactly one of them.
/// - `until=N`: where the state ends again (at or past it); default: the limit, so no hysteresis.
/// - `field=NAME`: the member of a JSON object (a Map or a tree; dots go deeper) that holds the number;
///   without it the body itself is the number.
/// - `missing=fail`: an object without the field is a bad message (default); `missing=skip`: it is none of
///   this node's business and goes no further.
/// - `emit=each`: every message goes on (default); `emit=change`: only those that switch.
/// - `keyHeader=NAME`: state is kept apart by this header; default the MQTT topic.
///
/// The message goes on unchanged with headers `CamelThresholdOn`, `CamelThresholdChanged` and
/// `CamelThresholdValue`. The state survives a restart. Until the first value outside the band the
/// state counts as off. What is no number ends as a bad message and changes nothing.
public final class ThresholdComponent extends DefaultComponent implements KnowsOptions {

    private final String flow;
    private final NodeStates states;
    private final Map<String, String> uris = new ConcurrentHashMap<>();

    public ThresholdComponent(String flow, NodeStates states) {
        this.flow = flow;
        this.states = states;
    }

    @Override
    public Map<String, String> options() {
        return NodeManual.options("threshold");
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        String below = getAndRemoveParameter(parameters, "below", String.class);
        String above = getAndRemoveParameter(parameters, "above", String.class);
        if ((below == null) == (above == null)) {
            throw new IllegalArgumentException("state either below=N or above=N");
        }
        Threshold.Side side = below == null ? Threshold.Side.ABOVE : Threshold.Side.BELOW;
        String limit = below == null ? above : below;
        String until = getAndRemoveParameter(parameters, "until", String.class, limit);
        var rule =
                new Threshold(
                        side,
                        NodeOptions.number(NodeOptions.spelled(side), limit),
                        NodeOptions.number("until", until));
        String emit = getAndRemoveParameter(parameters, "emit", String.class, "each");
        if (!emit.equals("each") && !emit.equals("change")) {
            throw new IllegalArgumentException("emit must be each or change, is " + emit);
        }
        String field = getAndRemoveParameter(parameters, "field", String.class, "");
        String missing = getAndRemoveParameter(parameters, "missing", String.class, "fail");
        if (!missing.equals("fail") && !missing.equals("skip")) {
            throw new IllegalArgumentException("missing must be fail or skip, is " + missing);
        }
        String keyHeader =
                getAndRemoveParameter(parameters, "keyHeader", String.class, "CamelMqttTopic");
        String other = uris.putIfAbsent(remaining, uri);
        if (other != null && !other.equals(uri)) {
            throw new IllegalArgumentException(
                    "threshold \"%s\" is already used in this flow with other options; name this"
                                    .formatted(remaining)
                            + " one differently, because each name has a state of its own");
        }
        var endpoint =
                new ThresholdEndpoint(
                        uri,
                        this,
                        rule,
                        new NumberField(field, missing.equals("skip")),
                        keyHeader,
                        emit.equals("change"),
                        states,
                        new NodeStates.Node(flow, remaining));
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
