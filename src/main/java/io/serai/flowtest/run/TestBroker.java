package io.serai.flowtest.run;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// The broker of a testRun, with every connection to it: all that a flow publishes is told, kept when
/// retained, and handed to whoever of the testRun subscribes. While it is down messages wait, as they do
/// in the outbox. Confined to the threads of the simulation.
final class TestBroker implements MqttLinks {

    private final Simulation simulation;
    private final Consumer<MqttMessage> published;
    private final Map<ConnectionSpec, TestLink> links = new LinkedHashMap<>();
    private final Map<String, MqttMessage> retained = new LinkedHashMap<>();
    private final List<MqttMessage> outbox = new ArrayList<>();

    /// What subscriptions of durable sessions still owe, by [Standing#key].
    private final Map<String, Owed> owed = new LinkedHashMap<>();

    private boolean up = true;

    /// @param published is told what flows publish, when the broker gets it
    TestBroker(Simulation simulation, Consumer<MqttMessage> published) {
        this.simulation = simulation;
        this.published = published;
    }

    @Override
    public MqttLink link(ConnectionSpec spec) {
        TestLink known = links.get(spec);
        if (known != null) {
            return known;
        }
        var link = new TestLink(spec);
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
            for (TestLink link : links.values()) {
                link.spec.will().flatMap(Will::birthMessage).ifPresent(this::fromFlow);
            }
            List<MqttMessage> waiting = List.copyOf(outbox);
            outbox.clear();
            waiting.forEach(this::fromFlow);
        } else {
            up = now;
        }
    }

    /// The gateway is gone without a word: its connections end, and subscriptions of durable sessions
    /// wait for it.
    void gatewayDies() {
        List<TestLink> gone = List.copyOf(links.values());
        links.clear();
        gone.forEach(TestLink::die);
        if (up) {
            gone.forEach(link -> link.spec.will().ifPresent(will -> isGone(link.spec, will)));
        }
    }

    private void isGone(ConnectionSpec spec, Will will) {
        if (will.delay().isZero()) {
            fromFlow(will.message());
            return;
        }
        simulation.schedule(
                will.delay(),
                () -> {
                    if (!links.containsKey(spec)) {
                        fromFlow(will.message());
                    }
                });
    }

    /// Somebody else publishes.
    void publish(MqttMessage message) {
        distribute(message);
    }

    /// Brings a message to whoever subscribes, without a change.
    void hand(MqttMessage message) {
        List.copyOf(links.values()).forEach(link -> link.offer(message));
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
        List.copyOf(links.values()).forEach(link -> link.offer(live));
        owed.values().forEach(each -> each.offer(live));
    }

    /// Messages of QoS 1 and 2 that a subscription has not acknowledged, or not even got.
    private static final class Owed {
        private final List<MqttMessage> handed = new ArrayList<>();
        private final List<MqttMessage> waiting = new ArrayList<>();

        /// What is subscribed while nobody is there to get it.
        private Optional<TopicFilter> away = Optional.empty();

        private Qos most = Qos.AT_MOST_ONCE;

        void leave(TopicFilter filter, Qos qos) {
            away = Optional.of(filter);
            most = qos;
        }

        void offer(MqttMessage message) {
            MqttMessage capped = message.withQos(message.qos().cappedAt(most));
            if (capped.qos() != Qos.AT_MOST_ONCE
                    && away.filter(each -> each.matches(message.topic().text())).isPresent()) {
                waiting.add(capped);
            }
        }

        @SuppressWarnings("ReferenceEquality") // this very one, not one like it
        void acknowledge(MqttMessage message) {
            for (int i = 0; i < handed.size(); i++) {
                if (handed.get(i) == message) {
                    handed.remove(i);
                    return;
                }
            }
        }
    }

    /// A connection.
    private final class TestLink implements MqttLink {
        private final ConnectionSpec spec;
        private final List<Standing> subscriptions = new ArrayList<>();
        private boolean dead;

        TestLink(ConnectionSpec spec) {
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
            long same = subscriptions.stream().filter(each -> each.filter.equals(filter)).count();
            String key = "%s %s %d".formatted(spec.clientId().orElse(""), filter, same);
            var standing = new Standing(this, key, filter, qos, receiver);
            subscriptions.add(standing);
            standing.begin();
            return standing;
        }

        @Override
        public CompletionStage<Void> publish(MqttMessage message) {
            if (dead) {
                return new CompletableFuture<>(); // nobody hears the dying
            }
            if (up) {
                fromFlow(message);
            } else {
                outbox.add(message);
            }
            return CompletableFuture.completedFuture(null);
        }

        void offer(MqttMessage message) {
            List.copyOf(subscriptions).forEach(each -> each.offer(message));
        }

        void die() {
            dead = true;
            for (Standing each : subscriptions) {
                if (spec.cleanSession()) {
                    owed.remove(each.key);
                } else {
                    each.owed().leave(each.filter, each.qos);
                }
            }
            subscriptions.clear();
        }
    }

    private final class Standing implements MqttLink.Subscription {
        private final TestLink link;
        private final String key;
        private final MqttLink.Receiver receiver;
        private TopicFilter filter;
        private Qos qos;

        Standing(
                TestLink link,
                String key,
                TopicFilter filter,
                Qos qos,
                MqttLink.Receiver receiver) {
            this.link = link;
            this.key = key;
            this.filter = filter;
            this.qos = qos;
            this.receiver = receiver;
        }

        void begin() {
            Owed mine = owed();
            mine.away = Optional.empty();
            List<MqttMessage> again = new ArrayList<>(mine.handed);
            List<MqttMessage> meanwhile = new ArrayList<>(mine.waiting);
            mine.handed.clear();
            mine.waiting.clear();
            again.forEach(message -> deliver(message.asDuplicate()));
            meanwhile.forEach(this::deliver);
            deliverRetained();
        }

        private void deliverRetained() {
            if (filter.shareGroup().isEmpty()) {
                List.copyOf(retained.values()).stream()
                        .filter(each -> filter.matches(each.topic().text()))
                        .forEach(this::deliver);
            }
        }

        private Owed owed() {
            return owed.computeIfAbsent(key, _ -> new Owed());
        }

        void offer(MqttMessage message) {
            if (filter.matches(message.topic().text())) {
                deliver(message);
            }
        }

        private void deliver(MqttMessage message) {
            MqttMessage capped = message.withQos(message.qos().cappedAt(qos));
            Owed mine = owed();
            if (capped.qos() != Qos.AT_MOST_ONCE) {
                mine.handed.add(capped);
            }
            simulation.schedule(
                    Duration.ZERO,
                    () -> {
                        if (!link.dead && link.subscriptions.contains(this)) {
                            receiver.receive(new Handed(link, capped, mine));
                        }
                    });
        }

        @Override
        public void change(TopicFilter newFilter, Qos newQos) {
            boolean other = !newFilter.equals(filter);
            filter = newFilter;
            qos = newQos;
            if (other) {
                deliverRetained();
            }
        }

        @Override
        public void close() {
            if (link.subscriptions.remove(this)) {
                owed.remove(key);
            }
        }
    }

    private record Handed(TestLink link, MqttMessage message, Owed owed)
            implements MqttLink.Delivery {

        @Override
        public void acknowledge() {
            if (!link.dead) {
                owed.acknowledge(message);
            }
        }
    }
}
