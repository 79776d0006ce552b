package io.serai.node.mqtt;

import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Publishable;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;
import io.serai.node.input.MessageRun;
import io.serai.node.spi.BadMessageException;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// Publishes; the route goes on when the broker has acknowledged (QoS 1 and 2) or the message is on its
/// way (QoS 0).
final class MqttProducer extends DefaultAsyncProducer {

    private final MqttEndpoint endpoint;
    private final MqttTarget target;
    private final PahoScheme scheme;
    private final TopicName topic;

    MqttProducer(MqttEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        target = endpoint.target();
        scheme = target.scheme();
        // A source's topic may hold wildcards, a target's never, so say it before the first
        // message.
        topic = new TopicName(target.filter().text());
        Publishable.requireTopic(topic, target.isAtGatewayBroker());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletionStage<Void> published;
        try {
            published = publish(exchange);
        } catch (IllegalArgumentException e) {
            exchange.setException(
                    new IllegalArgumentException(
                            "flow %s, route %s: nothing was published: %s"
                                    .formatted(
                                            target.flowEvents().flow(),
                                            exchange.getFromRouteId(),
                                            e.getMessage()),
                            e));
            callback.done(true);
            return true;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        var future = published.toCompletableFuture();
        if (future.isDone() && !future.isCompletedExceptionally()) {
            callback.done(true);
            return true;
        }
        MessageRun.await(
                exchange,
                published,
                target.time(),
                failure -> {
                    if (failure != null) {
                        exchange.setException(cause(failure));
                    }
                    callback.done(false);
                });
        return false;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    private CompletionStage<Void> publish(Exchange exchange) {
        Message in = exchange.getIn();
        // Taken off the message, or a later paho node of the route would publish there as well.
        Object override = in.removeHeader(scheme.topicHeader());
        String name = override == null ? topic.text() : override.toString();
        Qos qos = Qos.of(in.getHeader(scheme.qosHeader(), endpoint.qos().level(), Integer.class));
        boolean retained =
                in.getHeader(scheme.retainedHeader(), endpoint.retained(), Boolean.class);
        MqttMessage message = MqttMessage.of(name, payload(in), qos, retained);
        if (scheme.hasProperties()) {
            message = message.withProperties(PropertyHeaders.of(in));
        }
        Publishable.require(message, target.isAtGatewayBroker());
        MqttLink link = target.link();
        target.flowEvents().published(exchange, link.name(), message);
        MessageRun.publishes(
                exchange, target.inputs().loops(), target.flowEvents().flow(), message);
        return link.publish(message);
    }

    private static byte[] payload(Message in) {
        if (in.getBody() == null) {
            throw new BadMessageException(
                    "there is no body to publish; set one (an empty text clears a retained topic)");
        }
        byte[] bytes = in.getBody(byte[].class);
        if (bytes != null) {
            return bytes;
        }
        String text = in.getBody(String.class);
        if (text == null) {
            throw new BadMessageException(
                    "a body of type %s cannot be published; marshal it first"
                            .formatted(in.getBody().getClass().getSimpleName()));
        }
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
