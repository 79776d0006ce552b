package io.serai.link;

import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Connections for flows that run dry: they bring what their brokers send, and what is published reaches no
/// broker but those who subscribe here. Thread-safe.
///
/// They have no will and no birth message, and never the client identifier or the lasting session that an
/// endpoint asks for: those belong to the flow that does not run dry, which may be running elsewhere.
public final class DryLinks implements MqttLinks {

    private final Links links;
    private final Map<ConnectionSpec, DryLink> made = new ConcurrentHashMap<>();

    /// By host and port: every connection to one broker has the same topics.
    private final Map<String, DryTopics> topics = new ConcurrentHashMap<>();

    public DryLinks(Links links) {
        this.links = links;
    }

    @Override
    public MqttLink link(ConnectionSpec asked) {
        ConnectionSpec spec = withoutTraces(asked);
        MqttLink real = links.link(spec);
        return made.compute(
                spec,
                (_, known) ->
                        known != null && known.real.equals(real)
                                ? known
                                : new DryLink(
                                        real,
                                        topics.computeIfAbsent(
                                                links.hostAndPort(spec), _ -> new DryTopics())));
    }

    private static ConnectionSpec withoutTraces(ConnectionSpec asked) {
        if (asked.will().isEmpty() && asked.clientId().isEmpty()) {
            return asked;
        }
        return new ConnectionSpec(
                asked.broker(),
                asked.version(),
                Optional.empty(),
                true,
                Optional.empty(),
                asked.username(),
                asked.password(),
                Optional.empty(),
                asked.keepAlive());
    }

    @Override
    public void requireBroker(String broker) {
        links.requireBroker(broker);
    }

    private static final class DryLink implements MqttLink {

        private final MqttLink real;
        private final DryTopics topics;

        DryLink(MqttLink real, DryTopics topics) {
            this.real = real;
            this.topics = topics;
        }

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public LinkStatus status() {
            return real.status();
        }

        @Override
        public Subscription subscribe(TopicFilter filter, Qos qos, Receiver receiver) {
            var dry = new DrySubscription(topics, filter, qos, receiver);
            dry.real = real.subscribe(filter, qos, dry::receive);
            topics.add(dry);
            return dry;
        }

        @Override
        public CompletionStage<Void> publish(MqttMessage message) {
            topics.publish(message);
            return CompletableFuture.completedFuture(null);
        }
    }

    /// One subscriber of both: what its broker sends, and what is published here.
    static final class DrySubscription implements MqttLink.Subscription {

        private final DryTopics topics;
        private final MqttLink.Receiver receiver;
        private final ReentrantLock receiving = new ReentrantLock();
        private volatile TopicFilter filter;
        private volatile Qos qos;
        private MqttLink.Subscription real = new None();
        private boolean closed;

        /// Until the broker's is there.
        private static final class None implements MqttLink.Subscription {
            @Override
            public void change(TopicFilter filter, Qos qos) {
                throw new IllegalStateException("not subscribed yet");
            }

            @Override
            public void close() {
                // Nothing was asked for.
            }
        }

        DrySubscription(DryTopics topics, TopicFilter filter, Qos qos, MqttLink.Receiver receiver) {
            this.topics = topics;
            this.filter = filter;
            this.qos = qos;
            this.receiver = receiver;
        }

        TopicFilter filter() {
            return filter;
        }

        private void receive(MqttLink.Delivery delivery) {
            MqttMessage message = delivery.message();
            if (message.retained() && topics.keeps(message.topic().text())) {
                delivery.acknowledge(); // something newer is kept here
                return;
            }
            hand(delivery);
        }

        /// Something that was published here.
        void take(MqttMessage message) {
            hand(new Dry(message.withQos(message.qos().cappedAt(qos))));
        }

        private void hand(MqttLink.Delivery delivery) {
            receiving.lock();
            try {
                if (!closed) {
                    receiver.receive(delivery);
                }
            } finally {
                receiving.unlock();
            }
        }

        @Override
        public void change(TopicFilter newFilter, Qos newQos) {
            TopicFilter former = filter;
            real.change(newFilter, newQos);
            filter = newFilter;
            qos = newQos;
            topics.tellKept(this, former);
        }

        @Override
        public void pause() {
            real.pause();
        }

        @Override
        public void resume() {
            real.resume();
        }

        @Override
        public boolean isHeld() {
            return real.isHeld();
        }

        @Override
        public void close() {
            topics.remove(this);
            receiving.lock();
            try {
                closed = true;
            } finally {
                receiving.unlock();
            }
            real.close();
        }
    }

    /// Nobody waits for it to be acknowledged.
    private record Dry(MqttMessage message) implements MqttLink.Delivery {
        @Override
        public void acknowledge() {
            // It was with no broker.
        }
    }
}
