package io.serai.flowtest.run;

import io.serai.flowtest.read.FlowTest;
import io.serai.flowtest.read.TestEvent;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Stands for a component that reaches outside the house: what is sent there is told and answered as the
/// test says, and what comes from there is sent by the test.
final class StandIn extends DefaultComponent {

    private final String flow;
    private final Outside outside;

    /// What stands behind all of them.
    interface Outside {

        void sent(TestEvent.Sent what);

        Optional<FlowTest.Answer> answer(String uri);

        /// A route waits for what comes from `uri`.
        void waits(String uri, Consumer consumer);
    }

    StandIn(String flow, Outside outside) {
        this.flow = flow;
        this.outside = outside;
    }

    @Override
    protected boolean useIntrospectionOnEndpoint() {
        return false; // whatever the options are
    }

    @Override
    protected Endpoint createEndpoint(
            String uri, String remaining, Map<String, Object> parameters) {
        int colon = uri.indexOf(':');
        var endpoint =
                new OutsideEndpoint(
                        uri,
                        this,
                        uri.substring(0, Math.max(colon, 0)) + ":" + remaining,
                        new TreeMap<>(parameters));
        parameters.clear();
        return endpoint;
    }

    private final class OutsideEndpoint extends DefaultEndpoint {
        private final String address;
        private final Map<String, Object> options;

        OutsideEndpoint(
                String uri, Component component, String address, Map<String, Object> options) {
            super(uri, component);
            this.address = address;
            this.options = options;
        }

        @Override
        public boolean isLenientProperties() {
            return true;
        }

        @Override
        public Producer createProducer() {
            return new OutsideProducer(this);
        }

        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            var consumer = new DefaultConsumer(this, processor);
            configureConsumer(consumer);
            outside.waits(address, consumer);
            return consumer;
        }
    }

    private final class OutsideProducer extends DefaultAsyncProducer {
        private final OutsideEndpoint endpoint;

        OutsideProducer(OutsideEndpoint endpoint) {
            super(endpoint);
            this.endpoint = endpoint;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String body = exchange.getMessage().getBody(String.class);
            outside.sent(
                    new TestEvent.Sent(
                            flow,
                            endpoint.address,
                            body == null ? "" : body,
                            new LinkedHashMap<>(exchange.getMessage().getHeaders()),
                            new TreeMap<>(endpoint.options)));
            outside.answer(endpoint.address)
                    .ifPresent(answer -> {
                        answer.headers().forEach(exchange.getMessage()::setHeader);
                        answer.body().ifPresent(exchange.getMessage()::setBody);
                        answer.fails()
                                .ifPresent(reason ->
                                        exchange.setException(new java.io.IOException(reason)));
                    });
            callback.done(true);
            return true;
        }
    }
}
