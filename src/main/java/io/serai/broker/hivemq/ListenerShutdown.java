package io.serai.broker.hivemq;

import com.hivemq.bootstrap.NettyShutdownHook;
import com.hivemq.bootstrap.netty.NettyConfiguration;
import com.hivemq.common.shutdown.HiveMQShutdownHook;
import com.hivemq.common.shutdown.ShutdownHooks;
import com.hivemq.extension.sdk.api.annotations.NotNull;
import com.hivemq.persistence.connection.ConnectionPersistence;

import io.netty.util.concurrent.Future;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Closes the listeners and the clients when HiveMQ stops. HiveMQ's own hook waits two quiet seconds
/// for its event loops each time.
final class ListenerShutdown implements HiveMQShutdownHook {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerShutdown.class);

    private static final long CLIENTS_LIMIT_MS = 2000;
    private static final long QUIET_MS = 50;
    private static final long LOOPS_LIMIT_MS = 1000;

    private final ConnectionPersistence connections;
    private final NettyConfiguration loops;

    private ListenerShutdown(ConnectionPersistence connections, NettyConfiguration loops) {
        this.connections = connections;
        this.loops = loops;
    }

    /// Takes the place of HiveMQ's own hook.
    static void install(
            ShutdownHooks hooks, ConnectionPersistence connections, NettyConfiguration loops) {
        List.copyOf(hooks.getShutdownHooks().values()).stream()
                .filter(NettyShutdownHook.class::isInstance)
                .forEach(hooks::remove);
        hooks.add(new ListenerShutdown(connections, loops));
    }

    @Override
    public @NotNull String name() {
        return "Serai listener shutdown";
    }

    @Override
    public @NotNull Priority priority() {
        return Priority.MEDIUM;
    }

    @Override
    public void run() {
        try {
            connections.shutDown().get(CLIENTS_LIMIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Broker: some clients were cut off while it stopped: {}.", e.toString());
        } finally {
            connections.interruptShutdown();
        }
        Future<?> clients =
                loops.getChildEventLoopGroup()
                        .shutdownGracefully(QUIET_MS, LOOPS_LIMIT_MS, TimeUnit.MILLISECONDS);
        Future<?> listeners =
                loops.getParentEventLoopGroup()
                        .shutdownGracefully(QUIET_MS, LOOPS_LIMIT_MS, TimeUnit.MILLISECONDS);
        if (!clients.awaitUninterruptibly(LOOPS_LIMIT_MS, TimeUnit.MILLISECONDS)
                || !listeners.awaitUninterruptibly(LOOPS_LIMIT_MS, TimeUnit.MILLISECONDS)) {
            LOG.warn("Broker: the network threads did not end within {} ms.", LOOPS_LIMIT_MS);
        }
    }
}
