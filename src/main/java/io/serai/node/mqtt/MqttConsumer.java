package io.serai.node.mqtt;

import io.serai.flow.Attempt;
import io.serai.flow.Injection;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.node.input.InjectedDelivery;
import io.serai.node.input.MqttInput;
import io.serai.node.spi.Injectable;
import io.serai.node.spi.NodeConstants;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// Hands the messages of one topic filter to its route, in order, and acknowledges each as
/// [MqttInput] says.
final class MqttConsumer extends DefaultConsumer implements MqttInput.Exchanges, Injectable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private final MqttEndpoint endpoint;
    private final MqttTarget target;
    private volatile @Nullable MqttInput input;

    MqttConsumer(MqttEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        target = endpoint.target();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        MqttInput mine =
                target.inputs()
                        .open(
                                target.flowEvents().flow(),
                                route(),
                                target.whenFull(),
                                getAsyncProcessor(),
                                this);
        try {
            mine.subscribe(target.link(), target.filter(), endpoint.qos());
        } catch (RuntimeException e) {
            target.inputs().leave(mine);
            throw e;
        }
        input = mine;
    }

    private String route() {
        return getRoute() == null ? target.filter().text() : getRoute().getRouteId();
    }

    @Override
    protected void doStop() throws Exception {
        MqttInput mine = input;
        if (mine != null) {
            target.inputs().close(mine, this, STOP_LIMIT);
            input = null;
        }
        super.doStop();
    }

    /// After those that wait, and in turn with them.
    @Override
    public CompletionStage<Attempt> take(Injection injection, Executor executor) {
        MqttInput mine = input;
        if (mine == null) {
            throw new IllegalArgumentException("route %s does not run".formatted(route()));
        }
        TopicFilter filter = target.filter();
        String topic = injection.topic();
        if (topic.isEmpty()) {
            topic =
                    filter.shareGroup().isPresent()
                            ? filter.text().split("/", 3)[2]
                            : filter.text();
        }
        if (!filter.matches(topic) || (injection.topic().isEmpty() && filter.hasWildcard())) {
            throw new IllegalArgumentException(
                    "route %s takes messages on %s; give a topic that matches"
                            .formatted(route(), filter));
        }
        var message =
                MqttMessage.of(
                        topic,
                        injection.body().getBytes(StandardCharsets.UTF_8),
                        Qos.AT_MOST_ONCE,
                        false);
        var byHand = new InjectedDelivery(message, injection.headers(), false, () -> {});
        mine.take(byHand);
        return byHand.attempt();
    }

    @Override
    public Exchange of(MqttMessage message) {
        target.flowEvents().came(route(), target.link().name(), message);
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
