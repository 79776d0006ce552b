package io.serai.runtime;

import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowSource;
import io.serai.observe.run.FlowMeters;
import io.serai.observe.run.NodeMeter;
import io.serai.observe.run.Traces;
import io.serai.time.Simulation;
import io.serai.time.Timekeeper;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.ResequenceDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.support.processor.DelegateSyncProcessor;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Stands at every step of a flow: counts what passes, and lets [Steps] look closer at some of it. Notes
/// the line at which a message fails.
final class FlowWatch implements InterceptStrategy, RoutePolicyFactory {

    /// Of messages whose run is not kept, one in so many is timed: two looks at the clock cost more than all
    /// the rest of the counting.
    private static final int TIMED = 16;

    private final FlowSource source;
    private final DefaultCamelContext context;
    private final Timekeeper time;
    private final @Nullable Traces traces;
    private final ReentrantLock drawing = new ReentrantLock();
    private @Nullable Drawing drawn;
    private @Nullable FlowMeters meters;

    /// @param traces null to count and keep nothing
    FlowWatch(
            FlowSource source,
            DefaultCamelContext context,
            Timekeeper time,
            @Nullable Traces traces) {
        this.source = source;
        this.context = context;
        this.time = time;
        this.traces = traces;
    }

    /// Begins, before there are routes.
    void begin() {
        context.getCamelContextExtension().addInterceptStrategy(this);
        if (traces != null) {
            context.addRoutePolicyFactory(this);
        }
    }

    private Drawing drawing() {
        drawing.lock();
        try {
            Drawing known = drawn;
            if (known == null || !known.hasAll(context.getRouteDefinitions())) {
                known =
                        new Drawing(source, context::resolvePropertyPlaceholders)
                                .draw(context.getRouteDefinitions());
                drawn = known;
            }
            return known;
        } finally {
            drawing.unlock();
        }
    }

    FlowPicture picture() {
        return drawing().picture();
    }

    /// Ids of nodes that collect messages, by what Camel calls them.
    Map<String, String> collecting() {
        return drawing().collecting();
    }

    /// Null when nothing is counted.
    @Nullable FlowMeters meters() {
        if (traces == null) {
            return null;
        }
        FlowPicture picture = picture();
        drawing.lock();
        try {
            FlowMeters known = meters;
            if (known == null) {
                known = traces.meters(source, picture);
                meters = known;
            }
            return known;
        } finally {
            drawing.unlock();
        }
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext its, NamedNode definition, Processor target, Processor next) {
        Node node = drawing().node(definition);
        if (node == null) {
            return new Noting(target, definition.getLineNumber()); // in a kamelet
        }
        FlowMeters counting = meters();
        if (counting == null || traces == null || !counting.nodes().containsKey(node.id())) {
            return new Noting(target, node.line());
        }
        NamedNode parent = definition.getParent();
        boolean beginsAnew =
                parent instanceof AggregateDefinition
                        || parent instanceof ResequenceDefinition
                        || parent instanceof OnCompletionDefinition;
        var steps = new Steps(traces, counting, node, time, beginsAnew);
        Node branch = drawing().branch(definition);
        return new Counting(
                target, node, branch == null ? null : counting.node(branch.id()), counting, steps);
    }

    @Override
    public @Nullable RoutePolicy createRoutePolicy(
            CamelContext its, String routeId, NamedNode route) {
        FlowMeters counting = meters();
        String id = routeId + ":0";
        if (traces == null || counting == null || !counting.nodes().containsKey(id)) {
            return null;
        }
        return new Sources(
                new RouteRuns(traces, counting, counting.picture().node(id).orElseThrow(), time));
    }

    /// Knows whether a step is over, so that what is thrown later is not taken for its own.
    private static final class Passing implements AsyncCallback {

        private final AsyncCallback callback;
        private boolean isOver;

        Passing(AsyncCallback callback) {
            this.callback = callback;
        }

        @Override
        public void done(boolean doneSync) {
            isOver = true;
            callback.done(doneSync);
        }
    }

    /// Lets a message fail of an error too; Camel's would send it on as if nothing was wrong.
    private static final class Sound extends DelegateSyncProcessor {

        Sound(DelegateSyncProcessor processor) {
            super(processor);
        }

        @Override
        @SuppressWarnings("IllegalCatch")
        public boolean process(Exchange exchange, AsyncCallback callback) {
            try {
                processor.process(exchange);
            } catch (Throwable e) {
                if (Simulation.isEnd(e)) {
                    throw (Error) e;
                }
                exchange.setException(e);
            }
            callback.done(true);
            return true;
        }
    }

    /// Notes failures only.
    private static class Noting extends DelegateAsyncProcessor {

        private final int line;

        Noting(Processor processor, int line) {
            super(processor instanceof DelegateSyncProcessor each ? new Sound(each) : processor);
            this.line = line;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return pass(
                    exchange,
                    new Passing(doneSync -> {
                        note(exchange);
                        callback.done(doneSync);
                    }));
        }

        /// Camel catches exceptions only: an error would go past every `onException`, and end the thread.
        @SuppressWarnings("IllegalCatch")
        final boolean pass(Exchange exchange, Passing passing) {
            try {
                return processor.process(exchange, passing);
            } catch (Error e) {
                if (passing.isOver || Simulation.isEnd(e)) {
                    throw e;
                }
                exchange.setException(e);
                passing.done(true);
                return true;
            }
        }

        /// Whether it failed here.
        final boolean note(Exchange exchange) {
            Exception failure = exchange.getException();
            return failure != null && FailedNode.note(exchange, failure, line);
        }
    }

    private final class Counting extends Noting {

        private final NodeMeter meter;
        private final @Nullable NodeMeter branch;
        private final FlowMeters counting;
        private final Steps steps;

        Counting(
                Processor processor,
                Node node,
                @Nullable NodeMeter branch,
                FlowMeters counting,
                Steps steps) {
            super(processor, node.line());
            meter = counting.node(node.id());
            this.branch = branch;
            this.counting = counting;
            this.steps = steps;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            if (steps.beginsAnew()) {
                counting.moved(time.nanos());
            }
            long now = counting.lastMove();
            if (branch != null) {
                branch.came(now);
            }
            long number = meter.came(now);
            Steps.Entered entered =
                    counting.hasOpenRuns() || steps.beginsAnew()
                            ? steps.enter(exchange, time.nanos())
                            : null;
            if (entered == null && number % TIMED != 0) {
                return pass(
                        exchange,
                        new Passing(doneSync -> {
                            failed(exchange);
                            callback.done(doneSync);
                        }));
            }
            long begin = time.nanos();
            return pass(
                    exchange,
                    new Passing(doneSync -> {
                        long end = time.nanos();
                        meter.took(begin, end);
                        boolean failed = failed(exchange);
                        if (entered != null) {
                            steps.leave(exchange, entered, end, failed);
                        }
                        callback.done(doneSync);
                    }));
        }

        private boolean failed(Exchange exchange) {
            boolean failed = note(exchange);
            if (failed) {
                meter.failed();
            }
            return failed;
        }
    }

    /// Begins and ends runs where a route does.
    private static final class Sources extends RoutePolicySupport {

        private final RouteRuns runs;

        Sources(RouteRuns runs) {
            this.runs = runs;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            runs.begin(exchange);
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            runs.done(exchange);
        }
    }
}
