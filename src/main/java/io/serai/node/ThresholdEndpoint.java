package io.serai.node;

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

import java.util.OptionalDouble;
import java.util.concurrent.locks.ReentrantLock;

/// One threshold rule at work.
final class ThresholdEndpoint extends DefaultEndpoint {

    private final Threshold rule;
    private final NumberField field;
    private final String keyHeader;
    private final boolean onlyChanges;
    private final KeyedStates states;
    private final ReentrantLock deciding = new ReentrantLock();

    ThresholdEndpoint(
            String uri,
            Component component,
            Threshold rule,
            NumberField field,
            String keyHeader,
            boolean onlyChanges,
            KeyedStates states) {
        super(uri, component);
        this.rule = rule;
        this.field = field;
        this.keyHeader = keyHeader;
        this.onlyChanges = onlyChanges;
        this.states = states;
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
        deciding.lock();
        try {
            states.load();
        } finally {
            deciding.unlock();
        }
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
        State before;
        State after;
        deciding.lock();
        try {
            before = states.get(key);
            after = rule.decide(before, value);
            if (after != before) {
                states.put(key, after);
            }
        } finally {
            deciding.unlock();
        }
        in.setHeader(NodeConstants.THRESHOLD_ON, after == State.ON);
        in.setHeader(NodeConstants.THRESHOLD_CHANGED, after != before);
        in.setHeader(NodeConstants.THRESHOLD_VALUE, value);
        if (onlyChanges && after == before) {
            exchange.setRouteStop(true);
        }
    }
}
