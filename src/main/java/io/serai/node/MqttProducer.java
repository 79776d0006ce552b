package io.serai.node;

import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Publishes; the route goes on when the broker has acknowledged (QoS 1 and 2) or the message is on its
/// way (QoS 0).
final class MqttProducer extends DefaultAsyncProducer {

    private final SharedPahoEndpoint endpoint;
    private final Supplier<MqttLink> links;
    private @Nullable MqttLink link;

    MqttProducer(SharedPahoEndpoint endpoint, Supplier<MqttLink> links) {
        super(endpoint);
        this.endpoint = endpoint;
        this.links = links;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        link = links.get();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletionStage<Void> published;
        try {
            published = publish(exchange.getIn());
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

    private CompletionStage<Void> publish(Message in) {
        MqttLink target = link;
        if (target == null) {
            throw new IllegalStateException(endpoint + " is not started");
        }
        // Taken off the message, or a later paho node of the route would publish there as well.
        Object override = in.removeHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC);
        String topic = override == null ? endpoint.getTopic() : override.toString();
        Qos qos =
                Qos.of(
                        in.getHeader(
                                PahoConstants.CAMEL_PAHO_MSG_QOS,
                                endpoint.qos().level(),
                                Integer.class));
        boolean retained =
                in.getHeader(
                        PahoConstants.CAMEL_PAHO_MSG_RETAINED,
                        endpoint.getConfiguration().isRetained(),
                        Boolean.class);
        return target.publish(MqttMessage.of(topic, payload(in), qos, retained));
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
