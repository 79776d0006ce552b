package io.serai.node.threshold;

import io.serai.node.spi.NodeConstants;
import io.serai.node.spi.NumberField;
import io.serai.node.state.KeyedStates;
import io.serai.node.state.NodeStates;
import io.serai.rule.Threshold;
import io.serai.rule.Threshold.State;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

import java.util.OptionalDouble;

/// One threshold rule at work.
final class ThresholdEndpoint extends DefaultEndpoint {

    private final Threshold rule;
    private final NumberField field;
    private final String keyHeader;
    private final boolean onlyChanges;
    private final NodeStates allStates;
    private final NodeStates.Node node;
    private volatile @Nullable KeyedStates states;

    ThresholdEndpoint(
            String uri,
            Component component,
            Threshold rule,
            NumberField field,
            String keyHeader,
            boolean onlyChanges,
            NodeStates allStates,
            NodeStates.Node node) {
        super(uri, component);
        this.rule = rule;
        this.field = field;
        this.keyHeader = keyHeader;
        this.onlyChanges = onlyChanges;
        this.allStates = allStates;
        this.node = node;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                apply(exchange);
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new IllegalArgumentException("threshold: is a step, not a source");
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        states = allStates.open(node);
    }

    @Override
    protected void doStop() throws Exception {
        if (states != null) {
            states = null;
            allStates.close(node);
        }
        super.doStop();
    }

    private void apply(Exchange exchange) {
        Message in = exchange.getIn();
        OptionalDouble found = field.read(in.getBody());
        if (found.isEmpty()) {
            exchange.setRouteStop(true);
            return;
        }
        double value = found.getAsDouble();
        String key = in.getHeader(keyHeader, "", String.class);
        KeyedStates kept = states;
        if (kept == null) {
            throw new IllegalStateException(this + " is not started");
        }
        KeyedStates.Decision decision =
                kept.decide(
                        key,
                        state -> rule.decide(state, value),
                        () -> allStates.transactions().of(exchange));
        in.setHeader(NodeConstants.THRESHOLD_ON, decision.after() == State.ON);
        in.setHeader(NodeConstants.THRESHOLD_CHANGED, decision.isChange());
        in.setHeader(NodeConstants.THRESHOLD_VALUE, value);
        if (onlyChanges && !decision.isChange()) {
            exchange.setRouteStop(true);
        }
    }
}
