package io.serai.broker;

import io.serai.observe.Health;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/// The gateway's own MQTT broker. Started once, closed once; thread-safe.
public final class Broker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final String PART = "broker";

    private final BrokerConfig config;
    private final Path dataDir;
    private final Timekeeper time;
    private final Health health;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable BrokerFolder folder;
    private @Nullable HiveMqServer server;
    private Timekeeper.@Nullable Task windows;
    private boolean used;

    /// @param dataDir the gateway's data folder; the broker keeps its files in `broker` below it
    public Broker(BrokerConfig config, Path dataDir, Timekeeper time, Health health) {
        this.config = config;
        this.dataDir = dataDir;
        this.time = time;
        this.health = health;
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
        try {
            ListenAddress.check(config);
            folder = BrokerFolder.open(dataDir, config.persistence());
            HiveMqServer started = HiveMqServer.start(config, folder);
            server = started;
            windows =
                    time.scheduleEvery(SendWindow.PERIOD, SendWindow.PERIOD, started::fillWindows);
        } catch (BrokerException e) {
            health.down(PART, String.valueOf(e.getMessage()));
            closeFolder(e);
            throw e;
        }
        String where =
                "mqtt://%s and ws://%s/mqtt, persistence %s"
                        .formatted(
                                ListenAddress.shown(config.host(), server.port()),
                                ListenAddress.shown(config.host(), server.websocketPort()),
                                config.persistence().name().toLowerCase(Locale.ROOT));
        health.up(PART, where);
        LOG.info("Broker listens on {}.", where);
        if (!ListenAddress.isLoopback(config.host())) {
            LOG.warn(
                    "broker.host = {}: everyone who reaches this address can read and send every"
                            + " message. Set broker.host = 127.0.0.1 unless the network is yours"
                            + " alone.",
                    config.host());
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
        return running().dropped();
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
            if (windows != null) {
                windows.cancel();
                windows = null;
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
