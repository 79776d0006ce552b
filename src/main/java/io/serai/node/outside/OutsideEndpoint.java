package io.serai.node.outside;

import io.serai.node.spi.FlowEvents;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.DelegateEndpoint;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.URISupport;

import java.util.Map;

/// An endpoint that leads outside, with somebody at the door who tells what passes; when the flow runs dry
/// nothing passes on the way out, and the message goes on as it was.
final class OutsideEndpoint implements DelegateEndpoint {

    private final Endpoint endpoint;
    private final FlowEvents flowEvents;
    private final String uri;

    OutsideEndpoint(Endpoint endpoint, FlowEvents flowEvents) {
        this.endpoint = endpoint;
        this.flowEvents = flowEvents;
        uri = URISupport.sanitizeUri(endpoint.getEndpointUri());
    }

    @Override
    public Endpoint getEndpoint() {
        return endpoint;
    }

    @Override
    public Producer createProducer() throws Exception {
        return createAsyncProducer();
    }

    @Override
    public AsyncProducer createAsyncProducer() throws Exception {
        return flowEvents.isDry()
                ? new DryProducer()
                : new TellingProducer(endpoint.createAsyncProducer());
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        return endpoint.createConsumer(
                new TellingProcessor(AsyncProcessorConverterHelper.convert(processor)));
    }

    private final class TellingProducer extends DefaultAsyncProducer {

        private final AsyncProducer producer;

        TellingProducer(AsyncProducer producer) {
            super(OutsideEndpoint.this);
            this.producer = producer;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            tell(exchange);
            return producer.process(exchange, callback);
        }

        @Override
        public boolean isSingleton() {
            return producer.isSingleton();
        }

        @Override
        protected void doInit() throws Exception {
            super.doInit();
            ServiceHelper.initService(producer);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            ServiceHelper.startService(producer);
        }

        @Override
        protected void doStop() throws Exception {
            ServiceHelper.stopService(producer);
            super.doStop();
        }

        @Override
        protected void doShutdown() throws Exception {
            ServiceHelper.stopAndShutdownService(producer);
            super.doShutdown();
        }
    }

    private final class DryProducer extends DefaultAsyncProducer {

        DryProducer() {
            super(OutsideEndpoint.this);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            tell(exchange);
            callback.done(true);
            return true;
        }
    }

    private void tell(Exchange exchange) {
        if (flowEvents.isWatched()) {
            flowEvents.sent(FlowEvents.route(exchange), FlowEvents.content(uri, exchange.getIn()));
        }
    }

    private final class TellingProcessor extends DelegateAsyncProcessor {

        TellingProcessor(AsyncProcessor processor) {
            super(processor);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            if (flowEvents.isWatched()) {
                flowEvents.came(
                        FlowEvents.route(exchange), FlowEvents.content(uri, exchange.getIn()));
            }
            return super.process(exchange, callback);
        }
    }

    // The rest is the endpoint's own.

    @Override
    public PollingConsumer createPollingConsumer() throws Exception {
        return endpoint.createPollingConsumer();
    }

    @Override
    public String getEndpointUri() {
        return endpoint.getEndpointUri();
    }

    @Override
    public String getEndpointBaseUri() {
        return endpoint.getEndpointBaseUri();
    }

    @Override
    public String getEndpointKey() {
        return endpoint.getEndpointKey();
    }

    @Override
    public ExchangePattern getExchangePattern() {
        return endpoint.getExchangePattern();
    }

    @Override
    public Exchange createExchange() {
        return endpoint.createExchange();
    }

    @Override
    public Exchange createExchange(ExchangePattern pattern) {
        return endpoint.createExchange(pattern);
    }

    @Override
    public void configureExchange(Exchange exchange) {
        endpoint.configureExchange(exchange);
    }

    @Override
    public void configureProperties(Map<String, Object> options) {
        endpoint.configureProperties(options);
    }

    @Override
    public CamelContext getCamelContext() {
        return endpoint.getCamelContext();
    }

    @Override
    public void setCamelContext(CamelContext context) {
        endpoint.setCamelContext(context);
    }

    @Override
    public Component getComponent() {
        return endpoint.getComponent();
    }

    @Override
    public void setComponent(Component component) {
        endpoint.setComponent(component);
    }

    @Override
    public boolean isLenientProperties() {
        return endpoint.isLenientProperties();
    }

    @Override
    public boolean isSingleton() {
        return endpoint.isSingleton();
    }

    @Override
    public boolean isSingletonProducer() {
        return endpoint.isSingletonProducer();
    }

    @Override
    public boolean isRemote() {
        return endpoint.isRemote();
    }

    @Override
    public void start() {
        endpoint.start();
    }

    @Override
    public void stop() {
        endpoint.stop();
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
