package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between a client and its broker, to cut or to silence the connection.
final class TcpProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean silent;
    private volatile boolean refusing;

    TcpProxy(int target) throws IOException {
        threads.execute(() -> accept(target));
    }

    private void accept(int target) {
        while (!server.isClosed()) {
            Socket client = null;
            try {
                client = server.accept();
                connections.incrementAndGet();
                if (refusing) {
                    client.close();
                    continue;
                }
                var broker = new Socket(InetAddress.getLoopbackAddress(), target);
                join(client, broker);
            } catch (IOException e) {
                // The broker is down, or the proxy is: the client sees it, and that is the test.
                assertThat(e).isInstanceOf(SocketException.class);
                cut(client);
            }
        }
    }

    private void join(Socket client, Socket broker) {
        sockets.add(client);
        sockets.add(broker);
        threads.execute(() -> copy(client, broker));
        threads.execute(() -> copy(broker, client));
    }

    private static void cut(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!silent) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            // One half is cut, so the other is closed.
            assertThat(e).isInstanceOf(SocketException.class);
        }
    }

    String url() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /// Swallows every byte, in both directions, on connections that stay open.
    void silence(boolean on) {
        silent = on;
    }

    /// Closes every new connection at once.
    void refuse(boolean on) {
        refusing = on;
    }

    void cut() throws IOException {
        for (Socket each : sockets) {
            each.close();
        }
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        threads.shutdownNow();
    }
}
