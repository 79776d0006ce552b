package io.serai.node;

import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLink.Delivery;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.observe.Counters;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Supplier;

/// Hands the messages of one topic filter to its route, one at a time and in order, and acknowledges
/// each when the route has completed or its failure was reported.
///
/// QoS 1 and 2 hold back the broker, because what is not acknowledged fills its window. QoS 0 that
/// comes while 1000 messages wait is dropped and counted as `mqtt.dropped`.
final class MqttConsumer extends DefaultConsumer {

    private static final int WAITING_QOS_0 = 1000;
    private static final int WAITING_MESSAGES = 20_000;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private final SharedPahoEndpoint endpoint;
    private final TopicFilter filter;
    private final Supplier<MqttLink> link;
    private final String flow;
    private final Counters counters;
    private @Nullable Intake<Delivery> intake;
    private MqttLink.@Nullable Subscription subscription;

    MqttConsumer(
            SharedPahoEndpoint endpoint,
            Processor processor,
            TopicFilter filter,
            Supplier<MqttLink> link,
            String flow,
            Counters counters) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.filter = filter;
        this.link = link;
        this.flow = flow;
        this.counters = counters;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        var fresh =
                new Intake<Delivery>(
                        "flow %s < %s".formatted(flow, filter), WAITING_MESSAGES, this::route);
        fresh.start();
        intake = fresh;
        subscription =
                link.get().subscribe(filter, endpoint.qos(), delivery -> take(fresh, delivery));
    }

    @Override
    protected void doStop() throws Exception {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
        if (intake != null) {
            intake.close(STOP_LIMIT);
            intake = null;
        }
        super.doStop();
    }

    private void take(Intake<Delivery> target, Delivery delivery) {
        boolean mayBeDropped = delivery.message().qos() == Qos.AT_MOST_ONCE;
        if (mayBeDropped && target.waiting() >= WAITING_QOS_0) {
            counters.add("mqtt.dropped", flow);
            delivery.acknowledge();
        } else if (!target.offer(delivery)) {
            // Stopping, or a broker without a window: not acknowledged, so a durable session keeps
            // it.
            counters.add("mqtt.refused", flow);
        }
    }

    private void route(Delivery delivery) {
        MqttMessage message = delivery.message();
        Exchange exchange = createExchange(false);
        try {
            Message in = exchange.getIn();
            in.setBody(message.payload());
            in.setHeader(PahoConstants.MQTT_TOPIC, message.topic().text());
            in.setHeader(PahoConstants.MQTT_QOS, message.qos().level());
            in.setHeader(NodeConstants.MQTT_RETAINED, message.retained());
            in.setHeader(NodeConstants.MQTT_DUPLICATE, message.duplicate());
            process(exchange);
            delivery.acknowledge();
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void process(Exchange exchange) {
        try {
            getProcessor().process(exchange);
        } catch (Exception e) {
            // The flow's failure report hears of it from the exchange.
            exchange.setException(e);
        }
    }
}
