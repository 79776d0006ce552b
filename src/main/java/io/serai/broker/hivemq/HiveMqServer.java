package io.serai.broker.hivemq;

import com.codahale.metrics.MetricRegistry;
import com.google.inject.Injector;
import com.hivemq.bootstrap.HiveMQNettyBootstrap;
import com.hivemq.bootstrap.ListenerStartupInformation;
import com.hivemq.bootstrap.netty.NettyConfiguration;
import com.hivemq.common.shutdown.ShutdownHooks;
import com.hivemq.configuration.service.FullConfigurationService;
import com.hivemq.extension.sdk.api.services.admin.AdminService;
import com.hivemq.extensions.ExtensionBootstrap;
import com.hivemq.extensions.services.admin.AdminServiceImpl;
import com.hivemq.extensions.services.auth.Authenticators;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.services.PublishPollService;
import com.hivemq.persistence.PersistenceStartup;
import com.hivemq.persistence.SingleWriterService;
import com.hivemq.persistence.clientqueue.ClientQueuePersistence;
import com.hivemq.persistence.clientsession.ClientSessionPersistence;
import com.hivemq.persistence.clientsession.ClientSessionSubscriptionPersistence;
import com.hivemq.persistence.connection.ConnectionPersistence;
import com.hivemq.persistence.local.ClientSessionLocalPersistence;
import com.hivemq.persistence.payload.PublishPayloadPersistence;

import io.serai.broker.config.BrokerConfig;
import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.broker.config.BrokerException;
import io.serai.broker.config.BrokerFolder;
import io.serai.broker.config.BrokerServices;
import io.serai.broker.config.ListenAddress;
import io.serai.broker.queue.ClientQueues;
import io.serai.broker.queue.DroppedMessages;
import io.serai.broker.queue.QueueMemory;
import io.serai.broker.queue.SendWindow;
import io.serai.mqtt.WebSocketDoor;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// A running HiveMQ, put together from its parts. Its `EmbeddedHiveMQ` builder is not used because it
/// opens 0.0.0.0:1883 to everybody when it cannot read its XML file, admits all clients when the
/// authenticator is missing, replaces the process-wide exception handler by one that may exit, and
/// tells nobody when one of two listeners failed. Thread-safe.
public final class HiveMqServer {

    /// HiveMQ's sizes and its extension services are statics, read while a server starts.
    private static final ReentrantLock STARTING = new ReentrantLock();

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private static final int LOOKS_PER_NOTE = 60;

    private final Injector parts;
    private final FullConfigurationService settings;
    private final ClientQueues queues;
    private final QueueMemory memory;
    private final @Nullable StoreLengths lengths;
    private final List<String> damage;
    private int looks;

    private HiveMqServer(
            Injector parts,
            FullConfigurationService settings,
            ClientQueues queues,
            QueueMemory memory,
            @Nullable StoreLengths lengths,
            List<String> damage) {
        this.parts = parts;
        this.lengths = lengths;
        this.damage = damage;
        this.settings = settings;
        this.queues = queues;
        this.memory = memory;
    }

    /// How many identifiers of messages are left out after a start. HiveMQ writes a retained message first
    /// and its payload after; a kill in between leaves an identifier in use that HiveMQ takes for free,
    /// and the message that gets it next would go without its payload. More than can have been in between
    /// at once.
    static final long UNSAFE_IDS = 1_000_000;

    /// What of the gateway it is put together with.
    public record Around(
            BrokerFolder folder,
            BrokerServices gateway,
            DroppedMessages dropped,
            Counters counters,
            Timekeeper time) {}

    /// Starts HiveMQ, and returns when it listens.
    ///
    /// @throws BrokerException when it cannot; what was started is stopped again
    public static HiveMqServer start(BrokerConfig config, Around around) {
        return start(config, around, START_LIMIT);
    }

    /// The same, with at most `limit` for opening the data.
    static HiveMqServer start(BrokerConfig config, Around around, Duration limit) {
        STARTING.lock();
        try {
            HiveMqSizing.apply();
            return assemble(config, around, limit);
        } finally {
            STARTING.unlock();
        }
    }

    private static HiveMqServer assemble(BrokerConfig config, Around around, Duration limit) {
        BrokerFolder folder = around.folder;
        FullConfigurationService settings = HiveMqSettings.of(config);
        var memory = new QueueMemory(Runtime.getRuntime().maxMemory(), config.maxQueuedTotal());
        var window = new SendWindow();
        Injector storage = null;
        ClientQueues queues = null;
        try {
            var lengths = new StoreLengths(folder.path());
            var stores = new HiveMqStores(folder.path(), lengths, around.time.now());
            stores.check();
            var startup = new WatchedStartup();
            HiveMqParts modules = modules(folder, settings);
            storage = modules.storage(startup);
            awaitOpen(startup, folder, limit);
            if (!startup.failed().isEmpty()) {
                storage.getInstance(ShutdownHooks.class).runShutdownHooks();
                for (Map.Entry<String, Throwable> each : startup.failed().entrySet()) {
                    stores.setAside(each.getKey(), String.valueOf(each.getValue()));
                }
                startup = new WatchedStartup();
                modules = modules(folder, settings);
                storage = modules.storage(startup);
                awaitOpen(startup, folder, limit);
            }
            boolean durable = config.persistence() == Persistence.FILE;
            queues =
                    ClientQueues.open(
                            durable ? folder.queues() : null,
                            memory,
                            around.dropped,
                            window,
                            around.time,
                            around.gateway::isOwn);
            Injector parts =
                    modules.server(
                            storage,
                            new HiveMqParts.Own(queues, around.dropped, guard(config, around)));
            List<String> damage = new ArrayList<>(folder.problems());
            damage.addAll(stores.problems());
            damage.addAll(queues.damage());
            var server =
                    new HiveMqServer(
                            parts,
                            settings,
                            queues,
                            memory,
                            durable ? lengths : null,
                            List.copyOf(damage));
            window.serve(
                    server.part(ConnectionPersistence.class),
                    server.part(PublishPollService.class));
            server.run(config, around);
            return server;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw undone(storage, queues, folder, e);
        } catch (Exception e) {
            throw undone(storage, queues, folder, e);
        }
    }

    private static HiveMqParts modules(BrokerFolder folder, FullConfigurationService settings) {
        return new HiveMqParts(new BrokerInformation(folder), new MetricRegistry(), settings);
    }

    private static PageGuard guard(BrokerConfig config, Around around) {
        return new PageGuard(
                new WebSocketDoor(
                        config.host(),
                        ListenAddress.isLoopback(config.host()),
                        config.websocketOrigins(),
                        around.gateway.httpPort()),
                around.counters);
    }

    /// HiveMQ waits for ever for a file it cannot open.
    private static void awaitOpen(PersistenceStartup startup, BrokerFolder folder, Duration limit)
            throws InterruptedException, ExecutionException {
        var opened =
                new FutureTask<Void>(() -> {
                    startup.finish();
                    return null;
                });
        Thread.ofPlatform().daemon().name("serai-broker-open").start(opened);
        try {
            opened.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            opened.cancel(true);
            throw new BrokerException(
                    "The data in %s could not be opened within %d seconds; the log lines before say which. The broker did not start; restore a backup or move the folder away to begin with an empty one."
                            .formatted(folder.path(), limit.toSeconds()),
                    e);
        }
    }

    private void run(BrokerConfig config, Around around) throws Exception {
        int buckets = part(SingleWriterService.class).getPersistenceBucketCount();
        if (buckets != BrokerFolder.BUCKETS) {
            throw new BrokerException(
                    "HiveMQ uses %d buckets instead of %d. The broker did not start; run it with the libraries Serai ships."
                            .formatted(buckets, BrokerFolder.BUCKETS));
        }
        part(PublishPayloadPersistence.class).init();
        part(ExtensionBootstrap.class)
                .startExtensionSystem(ClientAccess.extension())
                .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        Set<String> authenticators =
                part(Authenticators.class).getAuthenticatorProviderMap().keySet();
        if (!authenticators.equals(Set.of(ClientAccess.ID))) {
            throw new BrokerException(
                    "Access control is %s instead of %s alone. The broker did not start; empty the broker's extensions folder."
                            .formatted(authenticators, ClientAccess.ID));
        }
        PUBLISH.PUBLISH_COUNTER.addAndGet(UNSAFE_IDS);
        queues.keepOnly(
                new LeftSessions(
                                        part(ClientSessionLocalPersistence.class),
                                        around.gateway::isOwn,
                                        config.sessionExpiry().toSeconds())
                                .limit(around.time.now().toEpochMilli())
                        ::contains);
        listen(config);
        ((AdminServiceImpl) part(AdminService.class)).hivemqStarted();
    }

    private void listen(BrokerConfig config) throws Exception {
        List<ListenerStartupInformation> outcomes =
                part(HiveMQNettyBootstrap.class)
                        .bootstrapServer()
                        .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        ListenerShutdown.install(
                part(ShutdownHooks.class),
                part(ConnectionPersistence.class),
                part(NettyConfiguration.class));
        List<String> problems = new ArrayList<>();
        Throwable cause = null;
        for (ListenerStartupInformation outcome : outcomes) {
            if (outcome.isSuccessful()) {
                continue;
            }
            cause = outcome.getException().orElse(null);
            problems.add(
                    ListenAddress.problem(
                            config.host(),
                            outcome.getListener().getName(),
                            outcome.getListener().getPort(),
                            cause == null ? new IllegalStateException("no reason given") : cause));
        }
        if (!problems.isEmpty()) {
            throw new BrokerException(String.join(System.lineSeparator(), problems), cause);
        }
    }

    private static BrokerException undone(
            @Nullable Injector storage,
            @Nullable ClientQueues queues,
            BrokerFolder folder,
            Exception failure) {
        BrokerException problem =
                failure instanceof BrokerException own
                        ? own
                        : new BrokerException(
                                "The broker did not start: %s. Its data is in %s; when that is damaged, restore a backup or move the folder away to begin with an empty one."
                                        .formatted(failure, folder.path()),
                                failure);
        if (storage != null) {
            try {
                // Storage and server share one set of hooks, so this ends whatever had begun.
                storage.getInstance(ShutdownHooks.class).runShutdownHooks();
            } catch (RuntimeException e) {
                problem.addSuppressed(e);
            }
        }
        if (queues != null) {
            try {
                queues.close();
            } catch (IOException e) {
                problem.addSuppressed(e);
            }
        }
        return problem;
    }

    private <T> T part(Class<T> type) {
        return parts.getInstance(type);
    }

    /// Its clients and the sessions that others left.
    public List<ClientReport> clients() {
        return new ClientReports(
                        part(ConnectionPersistence.class),
                        part(ClientSessionPersistence.class),
                        part(ClientSessionSubscriptionPersistence.class),
                        part(ClientQueuePersistence.class))
                .all();
    }

    /// What of the files could not be used, in words.
    public List<String> damage() {
        return damage;
    }

    /// To be called every second by one thread, see [ClientQueues#sync].
    public void sync() {
        queues.sync();
        if (lengths != null && looks++ % LOOKS_PER_NOTE == 0) {
            lengths.note();
        }
    }

    public int port() {
        return settings.listenerConfiguration().getTcpListeners().getFirst().getPort();
    }

    public int websocketPort() {
        return settings.listenerConfiguration().getWebsocketListeners().getFirst().getPort();
    }

    /// What stops messages that must be kept when `space` gets less than `least` bytes.
    public DiskGuard guard(BrokerFolder folder, FreeSpace space, long least) {
        return new DiskGuard(folder.path(), space, least, memory, part(PublishGate.class));
    }

    /// Stops HiveMQ and waits for it.
    ///
    /// @throws BrokerException when it takes too long; it then goes on stopping by itself
    public void stop() {
        var ended = new FutureTask<Void>(this::shutDown, null);
        Thread.ofPlatform().daemon().name("serai-broker-stop").start(ended);
        try {
            ended.get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("The wait for the broker's end was interrupted.", e);
        } catch (TimeoutException e) {
            throw new BrokerException(
                    "The broker did not stop within %d seconds. What it acknowledged is on disk; the process can end."
                            .formatted(STOP_LIMIT.toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw new BrokerException("The broker did not stop in order: " + e.getCause(), e);
        }
    }

    private void shutDown() {
        part(ShutdownHooks.class).runShutdownHooks();
        if (lengths != null) {
            lengths.note();
        }
    }
}
