package io.serai.link;

import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.Will;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.FailedMessages;
import io.serai.store.MessageQueues;
import io.serai.store.Store;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/// Every connection of the gateway, one per [ConnectionSpec]. Thread-safe.
///
/// Receivers and the completions of publishes run on the one event loop thread and must not block.
public final class Links implements MqttLinks, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(2500);

    private final LinkConfig config;
    private final Store store;
    private final Surroundings around;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ConnectionSpec, SharedLink> links = new LinkedHashMap<>();
    private final Map<Identity, SharedLink> owners = new HashMap<>();
    private Optional<Address> gatewayBroker;
    private @Nullable String gatewayId;
    private boolean started;
    private boolean closed;

    /// What a broker tells clients apart by.
    private record Identity(Address address, String clientId) {}

    /// @param messages keeps what is published while a broker is away
    /// @param failed takes what was kept and a broker will not have
    public Links(
            LinkConfig config,
            Timekeeper time,
            Store store,
            MessageQueues messages,
            FailedMessages failed,
            Health health,
            Counters counters) {
        this(config, time, store, messages, failed, health, counters, FIRST_RETRY);
    }

    Links(
            LinkConfig config,
            Timekeeper time,
            Store store,
            MessageQueues messages,
            FailedMessages failed,
            Health health,
            Counters counters,
            Duration firstRetry) {
        this.config = config;
        this.store = store;
        gatewayBroker = config.url().map(Address::parse);
        around =
                new Surroundings(
                        config,
                        new Transport(config.maxPacketSize()),
                        time,
                        messages,
                        failed,
                        health,
                        counters,
                        firstRetry);
    }

    /// Where the gateway's broker is when `mqtt.url` does not say so: the embedded one's address, known
    /// once it has started. Before the first [#link].
    ///
    /// @throws IllegalArgumentException when `url` is not `tcp://host:port` or `ssl://host:port`
    public void connectTo(String url) {
        lock.lock();
        try {
            if (!links.isEmpty()) {
                throw new IllegalStateException("links exist already; call connectTo first");
            }
            gatewayBroker = Optional.of(Address.parse(url));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public MqttLink link(ConnectionSpec spec) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the links are closed");
            }
            SharedLink known = links.get(spec);
            if (known != null && !known.isClosed()) {
                return known;
            }
            LaneSpec lane = laneSpec(spec);
            var link = new SharedLink(lane, around, new SubscriptionMemory(store, lane.clientId()));
            links.put(spec, link);
            if (started) {
                claim(link, lane);
            }
            return link;
        } finally {
            lock.unlock();
        }
    }

    private LaneSpec laneSpec(ConnectionSpec spec) {
        Optional<Address> given = spec.brokerUrl().map(Address::parse);
        Address address =
                given.or(() -> gatewayBroker)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "no broker: set mqtt.url or enable the embedded broker"));
        boolean own = address.equals(gatewayBroker.orElse(null));
        Optional<String> username = spec.username();
        Optional<String> password = spec.password();
        if (own && username.isEmpty() && password.isEmpty()) {
            username = config.username();
            password = config.password();
        }
        if (password.isPresent() && username.isEmpty()) {
            // [MQTT-3.1.2-22]
            throw new IllegalArgumentException(
                    "connection to %s: a password needs a user name; set both or neither"
                            .formatted(address));
        }
        Duration keepAlive = spec.keepAlive().orElse(config.keepAlive());
        if (keepAlive.isNegative() || keepAlive.toSeconds() > 65_535) {
            throw new IllegalArgumentException(
                    "connection to %s: keep-alive must be 0 (off) to 65535 s".formatted(address));
        }
        boolean shared = spec.equals(ConnectionSpec.SHARED);
        String clientId =
                spec.clientId()
                        .orElseGet(() -> shared ? gatewayId() : gatewayId() + "-" + mark(spec));
        return new LaneSpec(
                shared ? address.toString() : "%s as %s".formatted(address, clientId),
                address,
                clientId,
                spec.cleanSession(),
                keepAlive,
                username,
                password,
                spec.will(),
                own);
    }

    /// Made once and kept, so that two gateways on one broker never throw each other out.
    private String gatewayId() {
        if (gatewayId == null) {
            gatewayId =
                    config.clientId()
                            .or(() -> store.get("link", "gateway", "client-id"))
                            .orElseGet(() -> {
                                String made =
                                        "serai-%06x"
                                                .formatted(new SecureRandom().nextInt(0x1000000));
                                store.put("link", "gateway", "client-id", made);
                                return made;
                            });
        }
        return gatewayId;
    }

    /// The same for the same spec in every run; the password is left out of it.
    private static String mark(ConnectionSpec spec) {
        var crc = new CRC32();
        for (String part :
                List.of(
                        spec.brokerUrl().orElse(""),
                        Boolean.toString(spec.cleanSession()),
                        spec.username().orElse(""),
                        spec.keepAlive().map(Duration::toString).orElse(""),
                        spec.will().map(Links::words).orElse(""))) {
            crc.update(part.getBytes(StandardCharsets.UTF_8));
            crc.update(0);
        }
        return "%04x".formatted(crc.getValue() & 0xffff);
    }

    private static String words(Will will) {
        return "%s %s %s"
                .formatted(
                        will.message(),
                        new String(will.message().payload(), StandardCharsets.UTF_8),
                        will.birth()
                                .map(birth -> new String(birth, StandardCharsets.UTF_8))
                                .orElse(""));
    }

    /// From now on every link, made before or later, connects. Returns at once and does not need a
    /// broker to be there.
    public void start() {
        lock.lock();
        try {
            if (started || closed) {
                return;
            }
            started = true;
            links.forEach((spec, link) -> claim(link, laneSpec(spec)));
            tellAbandoned();
        } finally {
            lock.unlock();
        }
    }

    /// A broker that no flow uses any more never gets what waits for it.
    private void tellAbandoned() {
        Set<String> inUse =
                links.values().stream()
                        .map(link -> Lane.outbox(link.name()))
                        .collect(Collectors.toSet());
        around.messages().waiting().stream()
                .filter(name -> name.startsWith(Lane.outbox("")) && !inUse.contains(name))
                .forEach(name ->
                        LOG.warn(
                                "{}: {} messages of an earlier run wait, but no flow uses that"
                                        + " connection. They are sent when one does again.",
                                name,
                                around.messages().queue(name).count()));
    }

    /// Starts a link when no other one has its client identifier at that broker, or else as soon as
    /// that one is not used any more: the broker would throw out one for the other for ever.
    private void claim(SharedLink link, LaneSpec spec) {
        lock.lock();
        try {
            var identity = new Identity(spec.address(), spec.clientId());
            SharedLink owner = owners.get(identity);
            if (closed) {
                return;
            }
            if (owner == null || owner.isClosed()) {
                owners.put(identity, link);
                link.start();
                return;
            }
            String reason =
                    ("another connection of this gateway to %s uses the client id \"%s\" with other"
                                    + " settings; this one connects when that one is not used any more."
                                    + " Give each its own client id, or both the same settings")
                            .formatted(spec.address(), spec.clientId());
            LOG.warn("{}: not connected: {}.", spec.name(), reason);
            link.waitFor(reason);
            owner.yieldTo(() -> claim(link, spec));
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the gateway's own link is connected.
    ///
    /// @return false when it was not within `timeout`
    public boolean awaitConnected(Duration timeout) throws InterruptedException {
        link(ConnectionSpec.SHARED);
        SharedLink own;
        lock.lock();
        try {
            own = Objects.requireNonNull(links.get(ConnectionSpec.SHARED));
        } finally {
            lock.unlock();
        }
        return own.awaitConnected(timeout);
    }

    /// The gateway is about to stop: closing a subscription from now on tells the broker nothing, and
    /// what comes for it stays with the broker for the next start. Call before stopping the flows.
    public void hold() {
        lock.lock();
        try {
            links.values().forEach(SharedLink::hold);
        } finally {
            lock.unlock();
        }
    }

    /// Sends what waits for about a second, publishes each will's message and disconnects. Publishes
    /// not acknowledged by then stay in the outbox for the next start.
    @Override
    public void close() {
        List<SharedLink> open;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            open = List.copyOf(links.values());
        } finally {
            lock.unlock();
        }
        try {
            CompletableFuture.allOf(
                            open.stream().map(SharedLink::close).toArray(CompletableFuture[]::new))
                    .get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Some connections did not close within {}.", CLOSE_TIMEOUT, e);
        } catch (ExecutionException e) {
            LOG.warn("Closing the connections failed.", e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            around.transport().close();
        }
    }
}
