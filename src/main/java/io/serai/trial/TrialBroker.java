package io.serai.trial;

import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.mqtt.Will;
import io.serai.time.Simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// The broker of a trial, with every connection to it: all that a flow publishes is told, kept when
/// retained, and handed to whoever of the trial subscribes. While it is down messages wait, as they do
/// in the outbox. Confined to the strands of the simulation.
final class TrialBroker implements MqttLinks {

    private final Simulation simulation;
    private final Consumer<MqttMessage> published;
    private final Map<ConnectionSpec, TrialLink> links = new LinkedHashMap<>();
    private final Map<String, MqttMessage> retained = new LinkedHashMap<>();
    private final List<MqttMessage> outbox = new ArrayList<>();

    /// QoS 1 and 2 messages that nobody has acknowledged, by what was subscribed.
    private final Map<String, List<MqttMessage>> unacknowledged = new HashMap<>();

    private boolean up = true;

    /// @param published is told what flows publish, when the broker gets it
    TrialBroker(Simulation simulation, Consumer<MqttMessage> published) {
        this.simulation = simulation;
        this.published = published;
    }

    @Override
    public MqttLink link(ConnectionSpec spec) {
        TrialLink known = links.get(spec);
        if (known != null) {
            return known;
        }
        var link = new TrialLink(spec);
        links.put(spec, link);
        spec.will().flatMap(Will::birthMessage).ifPresent(link::publish);
        return link;
    }

    @Override
    public void requireBroker(String broker) {
        // Every broker is this one.
    }

    boolean isUp() {
        return up;
    }

    /// What waits goes out, and each connection says that it is there, when the broker comes back.
    void up(boolean now) {
        if (now && !up) {
            up = true;
            for (TrialLink link : links.values()) {
                link.spec.will().flatMap(Will::birthMessage).ifPresent(this::fromFlow);
            }
            List<MqttMessage> waiting = List.copyOf(outbox);
            outbox.clear();
            waiting.forEach(this::fromFlow);
        } else {
            up = now;
        }
    }

    /// The gateway is gone without a word: its connections end, its subscriptions wait.
    void gatewayDies() {
        List<TrialLink> gone = List.copyOf(links.values());
        links.clear();
        gone.forEach(TrialLink::die);
        for (TrialLink link : gone) {
            link.spec.will().ifPresent(will -> fromFlow(will.message()));
        }
    }

    /// Somebody else publishes.
    void publish(MqttMessage message) {
        distribute(message);
    }

    private void fromFlow(MqttMessage message) {
        published.accept(message);
        distribute(message);
    }

    private void distribute(MqttMessage message) {
        if (message.retained()) {
            if (message.payload().length == 0) {
                retained.remove(message.topic().text());
            } else {
                retained.put(message.topic().text(), message);
            }
        }
        var live =
                new MqttMessage(
                        message.topic(),
                        message.payload(),
                        message.qos(),
                        false,
                        message.duplicate(),
                        message.properties());
        links.values().forEach(link -> link.offer(live));
    }

    /// A connection.
    private final class TrialLink implements MqttLink {
        private final ConnectionSpec spec;
        private final List<Standing> subscriptions = new ArrayList<>();
        private boolean dead;

        TrialLink(ConnectionSpec spec) {
            this.spec = spec;
        }

        @Override
        public String name() {
            return spec.broker().orElse("broker of the test");
        }

        @Override
        public LinkStatus status() {
            return up
                    ? new LinkStatus.Connected(simulation.now())
                    : new LinkStatus.Disconnected(simulation.now(), "the test has taken it down");
        }

        @Override
        public Subscription subscribe(TopicFilter filter, Qos qos, Receiver receiver) {
            var standing = new Standing(this, filter, qos, receiver);
            subscriptions.add(standing);
            standing.begin();
            return standing;
        }

        @Override
        public CompletionStage<Void> publish(MqttMessage message) {
            if (up) {
                fromFlow(message);
            } else {
                outbox.add(message);
            }
            return CompletableFuture.completedFuture(null);
        }

        void offer(MqttMessage message) {
            subscriptions.forEach(each -> each.offer(message));
        }

        void die() {
            dead = true;
            subscriptions.clear();
        }
    }

    private final class Standing implements MqttLink.Subscription {
        private final TrialLink link;
        private final MqttLink.Receiver receiver;
        private TopicFilter filter;
        private Qos qos;

        Standing(TrialLink link, TopicFilter filter, Qos qos, MqttLink.Receiver receiver) {
            this.link = link;
            this.filter = filter;
            this.qos = qos;
            this.receiver = receiver;
        }

        void begin() {
            List<MqttMessage> again = new ArrayList<>(open());
            open().clear();
            again.forEach(message -> deliver(message.asDuplicate()));
            if (filter.shareGroup().isEmpty()) {
                List.copyOf(retained.values()).stream()
                        .filter(each -> filter.matches(each.topic().text()))
                        .forEach(this::deliver);
            }
        }

        private List<MqttMessage> open() {
            return unacknowledged.computeIfAbsent(
                    link.spec.clientId().orElse("") + " " + filter, _ -> new ArrayList<>());
        }

        void offer(MqttMessage message) {
            if (filter.matches(message.topic().text())) {
                deliver(message);
            }
        }

        private void deliver(MqttMessage message) {
            MqttMessage capped = message.withQos(message.qos().cappedAt(qos));
            List<MqttMessage> open = open();
            if (capped.qos() != Qos.AT_MOST_ONCE) {
                open.add(capped);
            }
            simulation.schedule(
                    Duration.ZERO,
                    () -> {
                        if (!link.dead && link.subscriptions.contains(this)) {
                            receiver.receive(new Handed(capped, open));
                        }
                    });
        }

        @Override
        public void change(TopicFilter newFilter, Qos newQos) {
            boolean other = !newFilter.equals(filter);
            filter = newFilter;
            qos = newQos;
            if (other) {
                begin();
            }
        }

        @Override
        public void close() {
            link.subscriptions.remove(this);
        }
    }

    private record Handed(MqttMessage message, List<MqttMessage> open)
            implements MqttLink.Delivery {

        @Override
        public void acknowledge() {
            for (int i = 0; i < open.size(); i++) {
                if (open.get(i) == message) { // this very one, not one like it
                    open.remove(i);
                    return;
                }
            }
        }
    }
}
