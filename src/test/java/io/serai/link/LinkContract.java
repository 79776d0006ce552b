package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.House.Ear;
import io.serai.link.settings.LinkConfig;
import io.serai.link.settings.OutboxConfig;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.MqttVersion;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.mqtt.Will;
import io.serai.store.MemoryStore;
import io.serai.testing.TcpProxy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What links promise at any broker.
public abstract class LinkContract {

    public static final Duration SOON = Duration.ofSeconds(10);

    abstract int brokerPort();

    /// What the gateway's own connection speaks.
    MqttVersion version() {
        return MqttVersion.V3_1_1;
    }

    final LinkConfig config(String url, String name) {
        return House.usual(url, name).version(version()).build();
    }

    final House house(String url) {
        return new House(config(url, "house"), new MemoryStore());
    }

    final String brokerUrl() {
        return "tcp://127.0.0.1:" + brokerPort();
    }

    @Test
    void messagesOfEachQosComeBackInOrder() throws Exception {
        try (var house = house(brokerUrl()).connected()) {
            Map<Qos, Ear> ears = new LinkedHashMap<>();
            for (Qos qos : Qos.values()) {
                ears.put(qos, new Ear(house.link(), "trip/" + qos.level(), qos));
            }
            awaitSubscribed(house);

            for (Qos qos : Qos.values()) {
                publishAll(house.link(), "trip/" + qos.level(), numbers(200), qos);
            }

            ears.forEach((qos, ear) -> {
                await().atMost(SOON).untilAsserted(() -> assertThat(ear.texts()).hasSize(200));
                assertThat(ear.texts()).isEqualTo(numbers(200));
                assertThat(ear.messages).allMatch(message -> message.qos() == qos);
            });
        }
    }

    @Test
    void aPausedSubscriptionIsSentNothingAndAfterwardsWhatIsRetained() throws Exception {
        try (var house = house(brokerUrl())) {
            var ear = new Ear(house.link(), "pause/#", Qos.AT_LEAST_ONCE);
            house.connected();
            awaitSubscribed(house);
            publishAll(house.link(), "pause/a", List.of("before"), Qos.AT_LEAST_ONCE);
            await().atMost(SOON).until(() -> ear.texts().contains("before"));

            ear.subscription.pause();
            awaitSubscribed(house); // the broker has taken that up
            house.link()
                    .publish(House.message("pause/kept", "kept", Qos.AT_LEAST_ONCE, true))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            publishAll(house.link(), "pause/a", List.of("missed"), Qos.AT_LEAST_ONCE);
            awaitSubscribed(house);
            assertThat(ear.texts()).containsExactly("before");

            ear.subscription.resume();
            await().atMost(SOON).until(() -> ear.texts().contains("kept"));
            publishAll(house.link(), "pause/a", List.of("after"), Qos.AT_LEAST_ONCE);
            await().atMost(SOON).until(() -> ear.texts().contains("after"));
            assertThat(ear.texts()).containsExactly("before", "kept", "after");
        }
    }

    @Test
    void receiverGetsAtMostTheQosItAskedFor() throws Exception {
        try (var house = house(brokerUrl())) {
            var modest = new Ear(house.link(), "a/b", Qos.AT_MOST_ONCE);
            var demanding = new Ear(house.link(), "a/#", Qos.EXACTLY_ONCE);
            house.connected();
            awaitSubscribed(house);

            publishAll(house.link(), "a/b", List.of("x"), Qos.AT_LEAST_ONCE);

            await().atMost(SOON).until(() -> demanding.messages.size() == 1);
            assertThat(demanding.messages.getFirst().qos()).isEqualTo(Qos.AT_LEAST_ONCE);
            assertThat(modest.messages).hasSize(1);
            assertThat(modest.messages.getFirst().qos()).isEqualTo(Qos.AT_MOST_ONCE);
        }
    }

    @Test
    void cutConnectionsLoseAndDoubleNothingAtQosTwo() throws Exception {
        try (var proxy = new TcpProxy(brokerPort());
                var sender = new House(config(proxy.url(), "sender"), new MemoryStore());
                var receiver = new House(config(proxy.url(), "receiver"), new MemoryStore())) {
            var ear = new Ear(receiver.link(), "traffic", Qos.EXACTLY_ONCE);
            receiver.connected();
            sender.connected();
            awaitSubscribed(receiver);
            List<CompletableFuture<Void>> sent = new ArrayList<>();

            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 300; i++) {
                    sent.add(
                            publish(
                                    sender.link(),
                                    "traffic",
                                    "" + (round * 300 + i),
                                    Qos.EXACTLY_ONCE));
                }
                sent.get(round * 300 + 20).get(10, TimeUnit.SECONDS);
                proxy.cut();
            }

            assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Duration.ofSeconds(20));
            await().atMost(SOON).untilAsserted(() -> assertThat(ear.texts()).hasSize(900));
            assertThat(ear.texts()).isEqualTo(numbers(900));
        }
    }

    @Test
    void aBurstOfEverySizeAndQosCostsNeitherTheConnectionNorAMessage() throws Exception {
        try (var one = new House(burst("one"), new MemoryStore());
                var other = new House(burst("other"), new MemoryStore())) {
            var there = new BurstEar(other, "burst/there");
            var back = new BurstEar(one, "burst/back");
            one.connected();
            other.connected();
            awaitSubscribed(one);
            awaitSubscribed(other);

            var sent = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < 3000; i++) {
                sent.add(one.link().publish(burstMessage("burst/there", i)).toCompletableFuture());
                sent.add(other.link().publish(burstMessage("burst/back", i)).toCompletableFuture());
            }

            assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Duration.ofSeconds(30));
            for (BurstEar ear : List.of(there, back)) {
                await().atMost(SOON).until(ear::isComplete);
                assertThat(ear.faults).isEmpty();
            }
            assertThat(one.count("mqtt.reconnects")).isZero();
            assertThat(other.count("mqtt.reconnects")).isZero();
        }
    }

    private LinkConfig burst(String name) {
        return House.usual(brokerUrl(), name)
                .version(version())
                .outbox(new OutboxConfig(10_000, Duration.ZERO, OutboxConfig.WhenFull.REFUSE, 0))
                .build();
    }

    /// Its number, and then as many more bytes as the number says.
    private static MqttMessage burstMessage(String topic, int number) {
        int size = number % 50 == 0 ? 64 * 1024 : number % 7 * 100;
        Qos qos = Qos.of(number % 3);
        return MqttMessage.of(topic + "/" + qos.level() + "/" + number, new byte[size], qos, false);
    }

    /// Hears a burst at every QoS; what needs an acknowledgement must be whole and in order.
    private static final class BurstEar {
        private final Map<Integer, Integer> last = new ConcurrentHashMap<>();
        private final List<String> faults = new CopyOnWriteArrayList<>();

        BurstEar(House house, String topic) {
            for (Qos qos : Qos.values()) {
                house.link()
                        .subscribe(
                                TopicFilter.parse(topic + "/" + qos.level() + "/+"),
                                qos,
                                delivery -> {
                                    hear(delivery.message());
                                    delivery.acknowledge();
                                });
            }
        }

        private void hear(MqttMessage message) {
            String text = message.topic().text();
            int number = Integer.parseInt(text.substring(text.lastIndexOf('/') + 1));
            int level = number % 3;
            Integer before = last.put(level, number);
            boolean next = number == (before == null ? level : before + 3);
            boolean whole = message.payload().length == burstMessage("x", number).payload().length;
            if (!whole || (level > 0 && !next)) {
                faults.add(
                        "%s after %s, %d bytes".formatted(text, before, message.payload().length));
            }
        }

        boolean isComplete() {
            return last.getOrDefault(1, 0) == 2998 && last.getOrDefault(2, 0) == 2999;
        }
    }

    @Test
    void aMessageAtMostOnceHoldsUpItsSenderOnlyBehindOneThatMustBeAcknowledged() throws Exception {
        try (var proxy = new TcpProxy(brokerPort());
                var house = house(proxy.url()).connected()) {
            awaitSubscribed(house);
            await().atMost(SOON)
                    .until(() -> publish(house.link(), "a", "x", Qos.AT_MOST_ONCE).isDone());

            proxy.silence(true);
            var before = publish(house.link(), "a", "y", Qos.AT_LEAST_ONCE);
            var after = publish(house.link(), "a", "z", Qos.AT_MOST_ONCE);

            assertThat(after).isNotDone();
            proxy.silence(false);
            proxy.cut();
            assertThat(after).succeedsWithin(SOON);
            assertThat(before).isCompleted();
        }
    }

    @Test
    void queuedMessagesAreReplayedAfterARestart() throws Exception {
        var store = new MemoryStore();
        LinkConfig config = config(brokerUrl(), "durable");
        try (var before = new House(config, store)) {
            var ear = new Ear(before.link(), "led", Qos.EXACTLY_ONCE);
            before.connected();
            awaitSubscribed(before);
            before.links.hold();
            ear.subscription.close();
        }
        try (var other = house(brokerUrl()).connected()) {
            publishAll(other.link(), "led", numbers(20), Qos.EXACTLY_ONCE);
        }

        try (var after = new House(config, store)) {
            var ear = new Ear(after.link(), "led", Qos.EXACTLY_ONCE);
            after.connected();

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ear.texts()).isEqualTo(numbers(20)));
        }
    }

    @Test
    void afterARestartUnwantedFiltersAreDroppedAndTheirQueueIsCounted() throws Exception {
        var store = new MemoryStore();
        LinkConfig config = config(brokerUrl(), "durable");
        try (var before = new House(config, store)) {
            var _ = new Ear(before.link(), "gone", Qos.AT_LEAST_ONCE);
            before.connected();
            awaitSubscribed(before);
        }
        try (var other = house(brokerUrl()).connected()) {
            publishAll(other.link(), "gone", List.of("1", "2"), Qos.AT_LEAST_ONCE);

            try (var after = new House(config, store).connected()) {
                await().atMost(SOON).until(() -> after.count("mqtt.unclaimed") == 2);
                assertThat(store.all("link-subscriptions", config.own().clientId().orElseThrow()))
                        .isEmpty();
                awaitSubscribed(after);
                publishAll(other.link(), "gone", List.of("3"), Qos.AT_LEAST_ONCE);
                awaitSubscribed(after);
                assertThat(after.count("mqtt.unclaimed")).isEqualTo(2);
            }
        }
    }

    @Test
    void unacknowledgedMessageComesAgainAfterReconnect() throws Exception {
        try (var proxy = new TcpProxy(brokerPort());
                var house = house(proxy.url())) {
            List<MqttLink.Delivery> deliveries = new CopyOnWriteArrayList<>();
            house.link().subscribe(TopicFilter.parse("a"), Qos.AT_LEAST_ONCE, deliveries::add);
            house.connected();
            awaitSubscribed(house);
            publishAll(house.link(), "a", List.of("x"), Qos.AT_LEAST_ONCE);
            await().atMost(SOON).until(() -> deliveries.size() == 1);

            proxy.cut();
            await().atMost(SOON).until(() -> deliveries.size() == 2);

            assertThat(deliveries.get(1).message().duplicate()).isTrue();
            deliveries.get(0).acknowledge(); // of the former connection: without effect
            deliveries.get(1).acknowledge();
            awaitSubscribed(house);
            proxy.cut();
            await().atMost(SOON).until(() -> proxy.connections() == 3);
            awaitSubscribed(house);
            assertThat(deliveries).hasSize(2);
        }
    }

    @Test
    void exactlyOnceMessageInWorkIsNotHandedOverAgainAndIsSettledAfterReconnect() throws Exception {
        try (var proxy = new TcpProxy(brokerPort());
                var house = house(proxy.url())) {
            List<MqttLink.Delivery> deliveries = new CopyOnWriteArrayList<>();
            house.link().subscribe(TopicFilter.parse("a"), Qos.EXACTLY_ONCE, deliveries::add);
            house.connected();
            awaitSubscribed(house);
            publishAll(house.link(), "a", List.of("x"), Qos.EXACTLY_ONCE);
            await().atMost(SOON).until(() -> deliveries.size() == 1);

            away(house, proxy);
            deliveries.getFirst().acknowledge();
            proxy.refuse(false);
            awaitSubscribed(house);
            away(house, proxy);
            proxy.refuse(false);
            awaitSubscribed(house);

            assertThat(deliveries).hasSize(1);
        }
    }

    @Test
    void exactlyOnceMessageInWorkWhenTheGatewayEndsComesToTheNextOne() throws Exception {
        var store = new MemoryStore();
        LinkConfig config = config(brokerUrl(), "durable");
        try (var before = new House(config, store)) {
            List<MqttLink.Delivery> deliveries = new CopyOnWriteArrayList<>();
            before.link().subscribe(TopicFilter.parse("a"), Qos.EXACTLY_ONCE, deliveries::add);
            before.connected();
            awaitSubscribed(before);
            publishAll(before.link(), "a", List.of("x"), Qos.EXACTLY_ONCE);
            await().atMost(SOON).until(() -> deliveries.size() == 1);
        }

        try (var after = new House(config, store)) {
            var ear = new Ear(after.link(), "a", Qos.EXACTLY_ONCE);
            after.connected();

            await().atMost(SOON).untilAsserted(() -> assertThat(ear.texts()).containsExactly("x"));
        }
    }

    @Test
    void puBackWaitsForEveryReceiver() throws Exception {
        try (var proxy = new TcpProxy(brokerPort());
                var house = house(proxy.url())) {
            List<MqttLink.Delivery> slow = new CopyOnWriteArrayList<>();
            var quick = new Ear(house.link(), "a/+", Qos.AT_LEAST_ONCE);
            house.link().subscribe(TopicFilter.parse("a/b"), Qos.AT_LEAST_ONCE, slow::add);
            house.connected();
            awaitSubscribed(house);

            publishAll(house.link(), "a/b", List.of("x"), Qos.AT_LEAST_ONCE);
            await().atMost(SOON).until(() -> quick.messages.size() == 1 && slow.size() == 1);
            proxy.cut();

            await().atMost(SOON).until(() -> quick.messages.size() == 2 && slow.size() == 2);
        }
    }

    @Test
    void overlappingFiltersEachGetEachMessageOnce() throws Exception {
        List<String> filters = List.of("home/telemetry", "home/+", "+/telemetry", "#");
        try (var house = house(brokerUrl())) {
            List<Ear> early = ears(house, filters.subList(0, 3));
            house.connected();
            List<Ear> late = ears(house, filters);
            awaitSubscribed(house);

            publishAll(house.link(), "home/telemetry", List.of("both"), Qos.AT_LEAST_ONCE);
            publishAll(house.link(), "home/other", List.of("home"), Qos.EXACTLY_ONCE);
            publishAll(house.link(), "garden/telemetry", List.of("garden"), Qos.AT_MOST_ONCE);
            publishAll(house.link(), "end", List.of("end"), Qos.AT_LEAST_ONCE);

            await().atMost(SOON).until(() -> late.get(3).texts().contains("end"));
            awaitSubscribed(house);
            for (List<Ear> each : List.of(early, late)) {
                assertThat(each.get(0).texts()).containsExactly("both");
                assertThat(each.get(1).texts()).containsExactly("both", "home");
                assertThat(each.get(2).texts()).containsExactly("both", "garden");
            }
            assertThat(late.get(3).texts())
                    .filteredOn(Set.of("both", "home", "garden", "end")::contains)
                    .containsExactlyInAnyOrder("both", "home", "garden", "end");
        }
    }

    @Test
    void identicalSharedSubscriptionsTakeTurns() throws Exception {
        try (var house = house(brokerUrl())) {
            List<Ear> ears = ears(house, List.of("$share/g/work", "$share/g/work"));
            var all = new Ear(house.link(), "work", Qos.EXACTLY_ONCE);
            house.connected();
            awaitSubscribed(house);

            publishAll(house.link(), "work", numbers(10), Qos.AT_LEAST_ONCE);

            await().atMost(SOON).until(() -> all.messages.size() == 10);
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(ears).allMatch(ear -> ear.messages.size() == 5));
        }
    }

    @Test
    void retainedMessageReachesALateJoinerOnceAndNobodyTwice() throws Exception {
        try (var house = house(brokerUrl())) {
            var broad = new Ear(house.link(), "state/#", Qos.AT_LEAST_ONCE);
            house.connected();
            awaitSubscribed(house);
            house.link()
                    .publish(House.message("state/lamp", "on", Qos.AT_LEAST_ONCE, true))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
            await().atMost(SOON).until(() -> broad.messages.size() == 1);

            var joiner = new Ear(house.link(), "state/lamp", Qos.AT_LEAST_ONCE);
            var twin = new Ear(house.link(), "state/lamp", Qos.AT_LEAST_ONCE);
            await().atMost(SOON).until(() -> twin.messages.size() == 1);
            awaitSubscribed(house);

            assertThat(broad.messages).hasSize(1).noneMatch(MqttMessage::retained);
            assertThat(joiner.messages).hasSize(1).allMatch(MqttMessage::retained);
            assertThat(twin.messages).hasSize(1).allMatch(MqttMessage::retained);
        }
    }

    @Test
    void retainedMessageThatChangedWhileAwayArrivesAndAnUnchangedOneDoesNot() throws Exception {
        try (var proxy = new TcpProxy(brokerPort());
                var house = new House(config(proxy.url(), "house"), new MemoryStore());
                var other = new House(config(brokerUrl(), "other"), new MemoryStore())) {
            var ear = new Ear(house.link(), "value/+", Qos.AT_MOST_ONCE);
            house.connected();
            other.connected();
            awaitSubscribed(house);
            retain(other, "value/same", "1");
            retain(other, "value/lamp", "off");
            await().atMost(SOON).until(() -> ear.messages.size() == 2);

            away(house, proxy);
            retain(other, "value/lamp", "on");
            proxy.refuse(false);

            await().atMost(SOON).until(() -> ear.messages.size() > 2);
            awaitSubscribed(house);
            assertThat(ear.texts()).containsExactlyInAnyOrder("1", "off", "on");
        }
    }

    @Test
    void aChangedFilterMissesNothing() throws Exception {
        List<String> heard = changeFiltersUnderTraffic(house -> {});

        assertThat(heard.stream().distinct().toList()).isEqualTo(numbers(1500));
        // Mosquitto sends a copy for each of the two filters it has for a moment.
        assertThat(heard).hasSizeLessThan(1500 + 750);
    }

    @Test
    void aChangedFilterThatOthersHaveTooMissesNothing() throws Exception {
        List<String> heard =
                changeFiltersUnderTraffic(house -> new Ear(house.link(), "c/+", Qos.AT_LEAST_ONCE));

        // Two connections bring them for a moment, so some may overtake others.
        assertThat(Set.copyOf(heard)).isEqualTo(Set.copyOf(numbers(1500)));
        assertThat(heard).hasSizeLessThan(1500 + 750);
    }

    /// What one receiver hears of 1500 numbers on `c/x`, whose filter changes ten times meanwhile.
    private List<String> changeFiltersUnderTraffic(Consumer<House> others) throws Exception {
        try (var sender = new House(config(brokerUrl(), "sender"), new MemoryStore());
                var house = new House(config(brokerUrl(), "receiver"), new MemoryStore())) {
            List<String> heard = Collections.synchronizedList(new ArrayList<>());
            MqttLink.Subscription subscription =
                    house.link()
                            .subscribe(
                                    TopicFilter.parse("c/+"),
                                    Qos.AT_LEAST_ONCE,
                                    delivery -> {
                                        heard.add(
                                                new String(
                                                        delivery.message().payload(),
                                                        StandardCharsets.UTF_8));
                                        delivery.acknowledge();
                                    });
            others.accept(house);
            house.connected();
            sender.connected();
            awaitSubscribed(house);

            List<String> filters = List.of("c/#", "c/+", "c/x", "+/x", "c/+");
            for (int i = 0; i < 1500; i++) {
                publish(sender.link(), "c/x", "" + i, Qos.AT_LEAST_ONCE).get(10, TimeUnit.SECONDS);
                if (i % 150 == 75) {
                    subscription.change(
                            TopicFilter.parse(filters.get(i / 150 % filters.size())),
                            Qos.AT_LEAST_ONCE);
                }
            }

            await().atMost(SOON).until(() -> Set.copyOf(heard).size() == 1500);
            return List.copyOf(heard);
        }
    }

    @Test
    void aClosedSubscriptionIsDroppedAtTheBrokerAtOnce() throws Exception {
        var store = new MemoryStore();
        LinkConfig config = config(brokerUrl(), "house");
        try (var house = new House(config, store).connected()) {
            var ear = new Ear(house.link(), "a", Qos.AT_LEAST_ONCE);
            awaitSubscribed(house);

            ear.subscription.close();

            assertThat(store.all("link-subscriptions", config.own().clientId().orElseThrow()))
                    .doesNotContainKey("a");
            publishAll(house.link(), "a", List.of("nobody"), Qos.AT_LEAST_ONCE);
            awaitSubscribed(house);
            assertThat(house.count("mqtt.unclaimed")).isZero();
            assertThat(ear.messages).isEmpty();
        }
    }

    @Test
    void closingAndSubscribingCostsOthersWithTheSameFilterNothing() throws Exception {
        try (var house = house(brokerUrl());
                var sender = house(brokerUrl()).connected()) {
            var same = new Ear(house.link(), "s/+", Qos.AT_LEAST_ONCE);
            var narrow = new Ear(house.link(), "s/x", Qos.EXACTLY_ONCE);
            var broad = new Ear(house.link(), "s/#", Qos.AT_LEAST_ONCE);
            house.connected();
            awaitSubscribed(house);

            for (int i = 0; i < 1500; i++) {
                publish(sender.link(), "s/x", "" + i, Qos.AT_LEAST_ONCE).get(10, TimeUnit.SECONDS);
                if (i % 10 == 5) {
                    for (String filter : List.of("s/+", "s/x", "s/#", "+/x")) {
                        new Ear(house.link(), filter, Qos.AT_LEAST_ONCE).subscription.close();
                    }
                }
            }

            for (Ear each : List.of(same, narrow, broad)) {
                await().atMost(SOON).until(() -> each.messages.size() >= 1500);
                assertThat(each.texts()).isEqualTo(numbers(1500));
            }
        }
    }

    @Test
    void whatAClosedSubscriptionWasHandedIsStillItsToAcknowledge() throws Exception {
        try (var proxy = new TcpProxy(brokerPort());
                var house = house(proxy.url())) {
            List<MqttLink.Delivery> undone = new CopyOnWriteArrayList<>();
            MqttLink.Subscription first =
                    house.link().subscribe(TopicFilter.parse("a"), Qos.AT_LEAST_ONCE, undone::add);
            var other = new Ear(house.link(), "a", Qos.AT_LEAST_ONCE);
            house.connected();
            awaitSubscribed(house);
            publishAll(house.link(), "a", List.of("1", "2"), Qos.AT_LEAST_ONCE);
            await().atMost(SOON).until(() -> undone.size() == 2);

            first.close();
            undone.getFirst().acknowledge();
            awaitSubscribed(house);
            proxy.cut();

            await().atMost(SOON).until(() -> other.messages.size() == 3);
            awaitSubscribed(house);
            assertThat(other.texts()).containsExactly("1", "2", "2");
            assertThat(undone).hasSize(2);
        }
    }

    @Test
    void aPausedSubscriptionCostsOthersNothing() throws Exception {
        try (var house = house(brokerUrl())) {
            var paused = new Ear(house.link(), "p/#", Qos.AT_LEAST_ONCE);
            var same = new Ear(house.link(), "p/#", Qos.AT_LEAST_ONCE);
            var narrow = new Ear(house.link(), "p/a", Qos.AT_LEAST_ONCE);
            house.connected();
            awaitSubscribed(house);

            paused.subscription.pause();
            var joined = new Ear(house.link(), "p/b", Qos.AT_LEAST_ONCE);
            awaitSubscribed(house);
            publishAll(house.link(), "p/a", List.of("1"), Qos.AT_LEAST_ONCE);
            same.subscription.pause();
            awaitSubscribed(house);
            publishAll(house.link(), "p/a", List.of("2"), Qos.AT_LEAST_ONCE);
            publishAll(house.link(), "p/b", List.of("3"), Qos.AT_LEAST_ONCE);

            await().atMost(SOON).until(() -> joined.texts().contains("3"));
            await().atMost(SOON).until(() -> narrow.messages.size() == 2);
            assertThat(narrow.texts()).containsExactly("1", "2");
            assertThat(same.texts()).containsExactly("1");
            assertThat(paused.messages).isEmpty();
        }
    }

    @Test
    void whoJoinsAPausedSubscriptionHearsAndWhenItLeavesTheBrokerIsAskedForNothing()
            throws Exception {
        try (var house = house(brokerUrl())) {
            var paused = new Ear(house.link(), "p/#", Qos.AT_LEAST_ONCE);
            house.connected();
            awaitSubscribed(house);
            paused.subscription.pause();

            var joined = new Ear(house.link(), "p/a", Qos.AT_LEAST_ONCE);
            awaitSubscribed(house);
            publishAll(house.link(), "p/a", List.of("1"), Qos.AT_LEAST_ONCE);
            await().atMost(SOON).until(() -> joined.texts().contains("1"));
            joined.subscription.close();
            awaitSubscribed(house);
            long received = house.count("mqtt.messages-received");
            publishAll(house.link(), "p/a", List.of("2", "3"), Qos.AT_LEAST_ONCE);
            awaitSubscribed(house);

            assertThat(paused.messages).isEmpty();
            assertThat(joined.texts()).containsExactly("1");
            assertThat(house.count("mqtt.messages-received")).isLessThan(received + 3);
            paused.subscription.resume();
            awaitSubscribed(house);
            publishAll(house.link(), "p/a", List.of("4"), Qos.AT_LEAST_ONCE);
            await().atMost(SOON).until(() -> paused.texts().contains("4"));
            assertThat(paused.texts()).containsExactly("4");
        }
    }

    @Test
    void whatABrokerMayEndTheConnectionForIsNotSent() throws Exception {
        try (var house = house(brokerUrl()).connected()) {
            awaitSubscribed(house);
            MqttMessage fine = House.message("t", "x", Qos.AT_MOST_ONCE, false);
            MqttProperties named =
                    MqttProperties.NONE.withUserProperties(
                            List.of(new MqttProperties.UserProperty("room", "a\u0007b")));
            MqttProperties typed = MqttProperties.NONE.withContentType("text\uD83D");
            for (MqttMessage bad :
                    List.of(
                            House.message("t/a\tb", "x", Qos.AT_LEAST_ONCE, false),
                            House.message("$other/x", "x", Qos.AT_MOST_ONCE, false),
                            fine.withProperties(named),
                            fine.withProperties(typed))) {
                assertThat(house.link().publish(bad).toCompletableFuture())
                        .isCompletedExceptionally();
            }

            awaitSubscribed(house);
            assertThat(house.count("mqtt.reconnects")).isZero();
            assertThat(house.count("mqtt.refused-publishes")).isEqualTo(4);
        }
    }

    @Test
    void aRetainedChangeWhosePayloadHasTheSameHashArrives() throws Exception {
        try (var proxy = new TcpProxy(brokerPort());
                var house = new House(config(proxy.url(), "house"), new MemoryStore());
                var other = new House(config(brokerUrl(), "other"), new MemoryStore())) {
            var ear = new Ear(house.link(), "print/+", Qos.AT_MOST_ONCE);
            house.connected();
            other.connected();
            awaitSubscribed(house);
            retain(other, "print/x", "Aa");
            await().atMost(SOON).until(() -> ear.messages.size() == 1);

            away(house, proxy);
            retain(other, "print/x", "BB");
            proxy.refuse(false);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ear.texts()).containsExactly("Aa", "BB"));
        }
    }

    @Test
    void subscriptionClosedDuringAnOutageIsGoneAfterIt() throws Exception {
        try (var proxy = new TcpProxy(brokerPort());
                var house = new House(config(proxy.url(), "house"), new MemoryStore()).connected();
                var other =
                        new House(config(brokerUrl(), "other"), new MemoryStore()).connected()) {
            var closed = new Ear(house.link(), "closed", Qos.AT_LEAST_ONCE);
            var open = new Ear(house.link(), "open", Qos.AT_LEAST_ONCE);
            await().atMost(SOON)
                    .until(() -> {
                        publishAll(house.link(), "open", List.of("first"), Qos.AT_LEAST_ONCE);
                        return open.texts().contains("first");
                    });
            away(house, proxy);

            closed.subscription.close();
            publishAll(other.link(), "closed", List.of("during"), Qos.AT_LEAST_ONCE);
            proxy.refuse(false);

            await().atMost(SOON).until(() -> house.link().status() instanceof LinkStatus.Connected);
            await().atMost(SOON).until(() -> house.count("mqtt.unclaimed") == 1);
            // On the connection that has unsubscribed, so behind it.
            publishAll(house.link(), "closed", List.of("after"), Qos.AT_LEAST_ONCE);
            publishAll(house.link(), "open", List.of("after"), Qos.AT_LEAST_ONCE);
            await().atMost(SOON).until(() -> open.texts().contains("after"));
            assertThat(house.count("mqtt.unclaimed")).isEqualTo(1);
            assertThat(closed.messages).isEmpty();
        }
    }

    @Test
    void willIsPublishedOnDeathBirthOnConnectAndOfflineOnOrderlyClose() throws Exception {
        var will =
                Will.of(
                        House.message("pump/availability", "offline", Qos.AT_LEAST_ONCE, true),
                        Optional.of("online".getBytes(StandardCharsets.UTF_8)));
        try (var watcher = new House(config(brokerUrl(), "watcher"), new MemoryStore());
                var proxy = new TcpProxy(brokerPort());
                var pump = new House(config(proxy.url(), "pump"), new MemoryStore())) {
            var ear = new Ear(watcher.link(), "pump/availability", Qos.AT_LEAST_ONCE);
            watcher.connected();
            awaitSubscribed(watcher);
            pump.links.link(
                    House.client("pump-" + UUID.randomUUID(), Optional.of(will), Optional.empty()));
            pump.links.start();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ear.texts()).containsExactly("online"));

            proxy.cut();
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(ear.texts()).containsExactly("online", "offline", "online"));
            pump.links.close();

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(ear.texts())
                                    .containsExactly("online", "offline", "online", "offline"));
            awaitSubscribed(watcher);
            assertThat(ear.texts()).hasSize(4);
        }
    }

    @Test
    void twinsWithOneClientIdDoNotSpin() throws Exception {
        try (var proxy = new TcpProxy(brokerPort())) {
            LinkConfig config = config(proxy.url(), "twin");
            twins(proxy, config);
        }
    }

    private static void twins(TcpProxy proxy, LinkConfig config) {
        try (var one = new House(config, new MemoryStore());
                var other = new House(config, new MemoryStore())) {
            one.link();
            other.link();
            one.links.start();
            other.links.start();

            await().during(Duration.ofSeconds(4))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> proxy.connections() <= 16);
            assertThat(proxy.connections()).isGreaterThan(2);
        }
    }

    @Test
    void secondConnectionWithTheSameClientIdWaitsForTheFirstAndInheritsItsSession()
            throws Exception {
        try (var house = house(brokerUrl()).connected()) {
            MqttLink old = house.links.link(named("LEDClient", Duration.ofSeconds(60)));
            MqttLink replacement = house.links.link(named("LEDClient", Duration.ofSeconds(30)));
            // The first had no subscriber, so the second takes over at once.
            await().atMost(SOON).until(() -> replacement.status() instanceof LinkStatus.Connected);
            assertThat(old.status()).isInstanceOf(LinkStatus.Closed.class);

            var ear = new Ear(replacement, "led", Qos.EXACTLY_ONCE);
            MqttLink third = house.links.link(named("LEDClient", Duration.ofSeconds(20)));
            var next = new Ear(third, "led", Qos.EXACTLY_ONCE);
            assertThat(third.status())
                    .isInstanceOfSatisfying(
                            LinkStatus.Disconnected.class,
                            away -> assertThat(away.reason()).contains("client id \"LEDClient\""));
            awaitSubscribed(replacement);
            publishAll(house.link(), "led", List.of("1"), Qos.EXACTLY_ONCE);
            await().atMost(SOON).untilAsserted(() -> assertThat(ear.texts()).containsExactly("1"));

            ear.subscription.close();
            publishAll(house.link(), "led", List.of("2"), Qos.EXACTLY_ONCE);
            await().atMost(SOON).untilAsserted(() -> assertThat(next.texts()).containsExactly("2"));
        }
    }

    static List<Ear> ears(House house, List<String> filters) {
        return filters.stream()
                .map(filter -> new Ear(house.link(), filter, Qos.EXACTLY_ONCE))
                .toList();
    }

    /// Cut off from its broker, until the proxy takes it back.
    public static void away(House house, TcpProxy proxy) throws Exception {
        proxy.refuse(true);
        proxy.cut();
        await().atMost(SOON).until(() -> house.link().status() instanceof LinkStatus.Disconnected);
    }

    static void retain(House house, String topic, String text) throws Exception {
        house.link()
                .publish(House.message(topic, text, Qos.AT_LEAST_ONCE, true))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    static ConnectionSpec named(String clientId, Duration keepAlive) {
        return House.client(clientId, Optional.empty(), Optional.of(keepAlive));
    }

    /// The broker answers in order on each connection, so when a message of our own has come back, all
    /// that was asked for before is done.
    public static void awaitSubscribed(House house) throws Exception {
        awaitSubscribed(house.link());
    }

    static void awaitSubscribed(MqttLink link) throws Exception {
        String topic = "mark/" + UUID.randomUUID();
        await().atMost(SOON).until(() -> link.status() instanceof LinkStatus.Connected);
        var ear = new Ear(link, topic, Qos.AT_LEAST_ONCE);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    link.publish(House.message(topic, "mark", Qos.AT_LEAST_ONCE, false))
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS);
                    return !ear.messages.isEmpty();
                });
        ear.subscription.close();
    }

    public static CompletableFuture<Void> publish(
            MqttLink link, String topic, String text, Qos qos) {
        return link.publish(House.message(topic, text, qos, false)).toCompletableFuture();
    }

    public static void publishAll(MqttLink link, String topic, List<String> texts, Qos qos)
            throws Exception {
        CompletableFuture<?>[] all =
                texts.stream()
                        .map(text -> publish(link, topic, text, qos))
                        .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).get(10, TimeUnit.SECONDS);
    }

    public static List<String> numbers(int count) {
        return Stream.iterate(0, i -> i + 1).limit(count).map(String::valueOf).toList();
    }
}
