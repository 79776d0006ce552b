package io.serai.testing;

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

/// Stands between a client and its server on 127.0.0.1, to cut, to silence, to abandon or to refuse
/// connections. Thread-safe.
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Joint> joints = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean silent;
    private volatile boolean refusing;

    /// Both ends of one connection that is passed on.
    private static final class Joint {
        private final Socket client;
        private final Socket target;
        private volatile boolean dead;

        Joint(Socket client, Socket target) {
            this.client = client;
            this.target = target;
        }

        void close() {
            TcpProxy.close(client);
            TcpProxy.close(target);
        }
    }

    /// Opens a port of its own.
    ///
    /// @param target the port of the server
    public TcpProxy(int target) throws IOException {
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
                join(new Joint(client, new Socket(InetAddress.getLoopbackAddress(), target)));
            } catch (IOException e) {
                // The server is down, or the proxy is: the client sees it, and that is the test.
                assertThat(e).isInstanceOf(SocketException.class);
                close(client);
            }
        }
    }

    private void join(Joint joint) {
        joints.add(joint);
        threads.execute(() -> copy(joint, joint.client, joint.target));
        threads.execute(() -> copy(joint, joint.target, joint.client));
    }

    private void copy(Joint joint, Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!silent && !joint.dead) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            // One half is cut, so the other is closed.
            assertThat(e).isInstanceOf(SocketException.class);
        }
        if (!joint.dead) {
            joint.close();
            joints.remove(joint);
        }
    }

    private static void close(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return url("tcp");
    }

    /// Where clients connect.
    ///
    /// @param scheme such as `ws`
    public String url(String scheme) {
        return scheme + "://127.0.0.1:" + port();
    }

    public int port() {
        return server.getLocalPort();
    }

    /// Connections made so far, the refused ones included.
    public int connections() {
        return connections.get();
    }

    /// Swallows every byte, in both directions, on connections that stay open.
    public void silence(boolean on) {
        silent = on;
    }

    /// Lets every connection that is there now die without a word: neither side sees it end, nothing
    /// comes through any more. New ones are passed on.
    public void abandon() {
        joints.forEach(each -> each.dead = true);
    }

    /// Closes every new connection at once.
    public void refuse(boolean on) {
        refusing = on;
    }

    /// Closes every connection that is there now, at both ends.
    public void cut() {
        joints.forEach(Joint::close);
        joints.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        threads.shutdownNow();
    }
}
