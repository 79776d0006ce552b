package io.serai.broker;

import io.serai.broker.config.BrokerConfig;
import io.serai.broker.config.BrokerException;
import io.serai.broker.config.BrokerFolder;
import io.serai.broker.config.BrokerServices;
import io.serai.broker.config.ListenAddress;
import io.serai.broker.hivemq.ClientReport;
import io.serai.broker.hivemq.DiskGuard;
import io.serai.broker.hivemq.FreeSpace;
import io.serai.broker.hivemq.HiveMqServer;
import io.serai.broker.queue.DroppedMessages;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/// The gateway's own MQTT broker. Started once, closed once; thread-safe.
public final class Broker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final String PART = "broker";

    /// As much as a power cut may take back.
    private static final Duration UPKEEP_PERIOD = Duration.ofSeconds(1);

    private final BrokerConfig config;
    private final Path dataDir;
    private final BrokerServices gateway;
    private final Counters counters;
    private final Timekeeper time;
    private final Health health;
    private final DroppedMessages dropped;
    private final @Nullable FreeSpace space;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable BrokerFolder folder;
    private @Nullable HiveMqServer server;
    private @Nullable DiskGuard guard;
    private Timekeeper.@Nullable Task upkeep;
    private String where = "";
    private boolean used;

    /// A broker on its own.
    ///
    /// @param dataDir the gateway's data folder; the broker keeps its files in `broker` below it
    public Broker(
            BrokerConfig config, Path dataDir, Timekeeper time, Health health, Counters counters) {
        this(config, dataDir, BrokerServices.NONE, time, health, counters);
    }

    /// A gateway's.
    public Broker(
            BrokerConfig config,
            Path dataDir,
            BrokerServices gateway,
            Timekeeper time,
            Health health,
            Counters counters) {
        this(config, dataDir, gateway, time, health, counters, null);
    }

    /// @param space what is free for the data, or null to ask the disk
    public Broker(
            BrokerConfig config,
            Path dataDir,
            BrokerServices gateway,
            Timekeeper time,
            Health health,
            Counters counters,
            @Nullable FreeSpace space) {
        this.config = config;
        this.dataDir = dataDir;
        this.gateway = gateway;
        this.counters = counters;
        this.time = time;
        this.health = health;
        this.space = space;
        dropped = new DroppedMessages(counters, config);
    }

    /// Opens both listeners; when it returns, clients can connect.
    ///
    /// @throws BrokerException when it cannot; then nothing of it runs on
    public void start() {
        lock.lock();
        try {
            if (used) {
                throw new IllegalStateException("a broker starts once; build another");
            }
            used = true;
            open();
        } finally {
            lock.unlock();
        }
    }

    private void open() {
        HiveMqServer started;
        try {
            ListenAddress.check(config);
            BrokerFolder opened = BrokerFolder.open(dataDir, config.persistence());
            folder = opened;
            started =
                    HiveMqServer.start(
                            config,
                            new HiveMqServer.Around(opened, gateway, dropped, counters, time));
            server = started;
            guard = guard(started, opened);
        } catch (BrokerException e) {
            health.down(PART, String.valueOf(e.getMessage()));
            closeFolder(e);
            throw e;
        }
        where =
                "mqtt://%s and ws://%s/mqtt, persistence %s"
                        .formatted(
                                ListenAddress.shown(config.host(), started.port()),
                                ListenAddress.shown(config.host(), started.websocketPort()),
                                config.persistence().name().toLowerCase(Locale.ROOT));
        for (String each : started.damage()) {
            where += "; " + each;
        }
        health.up(PART, where);
        upkeep = time.scheduleEvery(UPKEEP_PERIOD, UPKEEP_PERIOD, this::lookAfter);
        LOG.info(
                "Broker listens on {} and {}.",
                ListenAddress.shown(config.host(), started.port()),
                ListenAddress.shown(config.host(), started.websocketPort()));
        if (!ListenAddress.isLoopback(config.host())) {
            LOG.warn(
                    "broker.host = {}: everyone who reaches this address can read and send every"
                            + " message. Set broker.host = 127.0.0.1 unless the network is yours"
                            + " alone.",
                    config.host());
        }
    }

    /// Nothing is written in memory, so there is nothing to guard.
    private @Nullable DiskGuard guard(HiveMqServer started, BrokerFolder opened) {
        if (config.persistence() == BrokerConfig.Persistence.MEMORY) {
            return null;
        }
        try {
            return started.guard(
                    opened,
                    space == null ? FreeSpace.around(opened.path()) : space,
                    config.minFreeSpaceMegabytes() * 1024L * 1024L);
        } catch (IOException e) {
            throw new BrokerException(
                    "The broker cannot see how much space %s has: %s. It did not start; set data.dir to a folder on a local disk."
                            .formatted(opened.path(), e),
                    e);
        }
    }

    private void lookAfter() {
        HiveMqServer current;
        lock.lock();
        try {
            current = server;
        } finally {
            lock.unlock();
        }
        if (current == null) {
            return;
        }
        current.sync(); // may take its time on a slow card
        lock.lock();
        try {
            if (server == null) {
                return;
            }
            String trouble = guard == null ? null : guard.check();
            String losses = dropped.tell(time.now());
            if (trouble != null) {
                health.down(PART, trouble);
            } else {
                health.up(PART, losses.isEmpty() ? where : where + "; " + losses);
            }
        } finally {
            lock.unlock();
        }
    }

    private void closeFolder(RuntimeException failure) {
        BrokerFolder opened = folder;
        folder = null;
        if (opened == null) {
            return;
        }
        try {
            opened.close();
        } catch (BrokerException e) {
            failure.addSuppressed(e);
        }
    }

    /// The TCP port clients reach, also when 0 was asked for.
    public int port() {
        return running().port();
    }

    /// Where programs on this machine reach it: `tcp://127.0.0.1:1883`.
    public String localUrl() {
        return "tcp://" + ListenAddress.shown(ListenAddress.fromHere(config.host()), port());
    }

    /// The WebSocket port clients reach, also when 0 was asked for.
    public int websocketPort() {
        return running().websocketPort();
    }

    /// Messages thrown away since the start because a client's queue was full or it did not read.
    public long dropped() {
        return dropped.count();
    }

    /// Its clients and the sessions that others left, in order of their ids; the first thousand. May take a
    /// moment.
    ///
    /// @throws BrokerException when it does not answer in time
    /// @throws IllegalStateException when it does not run
    public List<ClientReport> clients() {
        return running().clients();
    }

    private HiveMqServer running() {
        lock.lock();
        try {
            HiveMqServer current = server;
            if (current == null) {
                throw new IllegalStateException("the broker is not running");
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /// Disconnects every client and writes what is to be kept, within five seconds. Idempotent.
    ///
    /// @throws BrokerException when it could not end in order; a killed broker loses nothing it
    ///     acknowledged, so neither does this one
    @Override
    public void close() {
        lock.lock();
        try {
            used = true;
            HiveMqServer current = server;
            server = null;
            if (current == null) {
                return;
            }
            if (upkeep != null) {
                upkeep.cancel();
                upkeep = null;
            }
            try {
                current.stop();
            } catch (BrokerException e) {
                health.down(PART, String.valueOf(e.getMessage()));
                closeFolder(e);
                throw e;
            }
            BrokerFolder opened = folder;
            folder = null;
            if (opened != null) {
                opened.close();
            }
            health.down(PART, "stopped");
            LOG.info("Broker stopped.");
        } finally {
            lock.unlock();
        }
    }
}
