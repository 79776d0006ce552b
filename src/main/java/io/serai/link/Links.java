package io.serai.link;

import io.serai.link.session.ClientSession;
import io.serai.link.settings.Address;
import io.serai.link.settings.LinkConfig;
import io.serai.link.settings.SessionSettings;
import io.serai.link.settings.SessionSettingsReader;
import io.serai.link.subscribe.SubscriptionMemory;
import io.serai.link.transport.LinkServices;
import io.serai.link.transport.Transport;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinks;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.FailedMessages;
import io.serai.store.MessageQueues;
import io.serai.store.Store;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// Every connection of the gateway, one per [ConnectionSpec]. Thread-safe.
///
/// Receivers and the completions of publishes run on the one event loop thread and must not block.
public final class Links implements MqttLinks, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(2500);

    private final SessionSettingsReader specs;
    private final Store store;
    private final LinkServices around;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ConnectionSpec, SharedLink> links = new LinkedHashMap<>();
    private final Map<Identity, SharedLink> owners = new HashMap<>();
    private boolean started;
    private boolean closed;

    /// What a broker tells clients apart by.
    private record Identity(Address address, String clientId) {}

    /// @param messages keeps what is published while a broker is away
    /// @param failed takes what was kept and a broker will not have
    /// @throws io.serai.config.ConfigException when a certificate or key of `config` cannot be used
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
        this.store = store;
        specs = new SessionSettingsReader(config, store, time.now());
        around =
                new LinkServices(
                        config,
                        new Transport(config.maxPacketSize()),
                        time,
                        messages,
                        failed,
                        health,
                        counters,
                        firstRetry);
    }

    /// The client identifier of the gateway's own connection; those of its further ones begin with it and a
    /// dash.
    public String clientId() {
        lock.lock();
        try {
            return specs.gatewayClientId();
        } finally {
            lock.unlock();
        }
    }

    /// Where the gateway's broker is when `mqtt.url` does not say so: the embedded one's address, known
    /// once it has started. Before the first [#link].
    ///
    /// @param maxPacketSize bytes of the largest packet that it takes
    /// @throws IllegalArgumentException when `url` is no address of a broker
    public void connectTo(String url, long maxPacketSize) {
        lock.lock();
        try {
            if (!links.isEmpty()) {
                throw new IllegalStateException("links exist already; call connectTo first");
            }
            specs.gatewayBrokerAt(url, maxPacketSize);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public MqttLink link(ConnectionSpec asked) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the links are closed");
            }
            ConnectionSpec spec = specs.canonical(asked);
            SharedLink known = links.get(spec);
            if (known != null && !known.isClosed()) {
                return known;
            }
            SessionSettings session = specs.of(spec);
            var link =
                    new SharedLink(
                            session, around, new SubscriptionMemory(store, session.clientId()));
            links.put(spec, link);
            if (started) {
                claim(link, session);
            }
            return link;
        } finally {
            lock.unlock();
        }
    }

    /// Where the broker of `asked` is, the same for every connection to it.
    String hostAndPort(ConnectionSpec asked) {
        lock.lock();
        try {
            return specs.of(specs.canonical(asked)).address().hostAndPort();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void requireBroker(String broker) {
        lock.lock();
        try {
            specs.requireBroker(broker);
        } finally {
            lock.unlock();
        }
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
            links.forEach((spec, link) -> claim(link, specs.of(spec)));
            tellAbandoned();
        } finally {
            lock.unlock();
        }
    }

    /// A broker that no flow uses any more never gets what waits for it.
    private void tellAbandoned() {
        Set<String> inUse =
                links.values().stream()
                        .map(link -> ClientSession.outbox(link.name()))
                        .collect(Collectors.toSet());
        around.messages().waiting().stream()
                .filter(name -> name.startsWith(ClientSession.outbox("")) && !inUse.contains(name))
                .forEach(name ->
                        LOG.warn(
                                "{}: {} messages of an earlier run wait, but no flow uses that"
                                        + " connection. They are sent when one does again.",
                                name,
                                around.messages().queue(name).count()));
    }

    /// Starts a link when no other one has its client identifier at that broker, or else as soon as
    /// that one is not used any more: the broker would throw out one for the other for ever.
    private void claim(SharedLink link, SessionSettings spec) {
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

    /// Every connection that some flow uses, or the gateway itself.
    public List<MqttLink> all() {
        lock.lock();
        try {
            return links.values().stream()
                    .filter(each -> !each.isClosed())
                    .map(MqttLink.class::cast)
                    .toList();
        } finally {
            lock.unlock();
        }
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
