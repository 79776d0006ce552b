package io.serai.node;

import io.serai.mqtt.MqttMessage;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Hands the messages of one topic filter to its route, in order, and acknowledges each as
/// [MessageIntake] says.
final class MqttConsumer extends DefaultConsumer implements MessageIntake.Exchanges {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private final MqttEndpoint endpoint;
    private final MqttTarget target;
    private @Nullable MessageIntake intake;

    MqttConsumer(MqttEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        target = endpoint.target();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        MessageIntake mine =
                target.intakes()
                        .open(
                                target.edge().flow(),
                                route(),
                                target.whenFull(),
                                getAsyncProcessor(),
                                this);
        try {
            mine.subscribe(target.link(), target.filter(), endpoint.qos());
        } catch (RuntimeException e) {
            target.intakes().leave(mine);
            throw e;
        }
        intake = mine;
    }

    private String route() {
        return getRoute() == null ? target.filter().text() : getRoute().getRouteId();
    }

    @Override
    protected void doStop() throws Exception {
        if (intake != null) {
            target.intakes().close(intake, this, STOP_LIMIT);
            intake = null;
        }
        super.doStop();
    }

    @Override
    public Exchange of(MqttMessage message) {
        target.edge().came(route(), target.link().name(), message);
        Exchange exchange = createExchange(false);
        Message in = exchange.getIn();
        in.setBody(message.payload());
        in.setHeader(PahoConstants.MQTT_TOPIC, message.topic().text());
        in.setHeader(PahoConstants.MQTT_QOS, message.qos().level());
        in.setHeader(NodeConstants.MQTT_RETAINED, message.retained());
        in.setHeader(NodeConstants.MQTT_DUPLICATE, message.duplicate());
        in.setHeader(NodeConstants.MQTT_CLEARED, message.payload().length == 0);
        if (target.scheme().hasProperties()) {
            PropertyHeaders.set(in, message.properties());
        }
        return exchange;
    }

    @Override
    public void release(Exchange exchange) {
        releaseExchange(exchange, false);
    }
}
