package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers each kind of packet with fixed bytes, as no real broker at hand does. Thread-safe.
final class ScriptedBroker implements AutoCloseable {

    static final int CONNECT = 1;
    static final int PUBLISH = 3;
    static final int SUBSCRIBE = 8;
    static final int PINGREQ = 12;

    /// Closes the connection.
    static final String END = "";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Integer, List<String>> script;

    /// What came, as hexadecimal numbers.
    final List<String> received = new CopyOnWriteArrayList<>();

    /// @param script hexadecimal packets by the kind they answer; [#END] ends the connection
    ScriptedBroker(Map<Integer, List<String>> script) throws IOException {
        this.script = script;
        threads.execute(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                connections.incrementAndGet();
                sockets.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                assertThat(e).isInstanceOf(SocketException.class);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            for (int first = in.read(); first >= 0; first = in.read()) {
                byte[] rest = in.readNBytes(length(in));
                received.add(
                        HexFormat.of().toHexDigits((byte) first) + HexFormat.of().formatHex(rest));
                for (String answer : script.getOrDefault(first >> 4, List.of())) {
                    if (answer.equals(END)) {
                        return;
                    }
                    out.write(HexFormat.of().parseHex(answer));
                }
            }
        } catch (IOException e) {
            assertThat(e).isInstanceOf(SocketException.class);
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.readUnsignedByte();
            length |= (digit & 0x7f) << shift;
            if (digit < 0x80) {
                return length;
            }
        }
    }

    String url() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : sockets) {
            each.close();
        }
        threads.shutdownNow();
    }
}
