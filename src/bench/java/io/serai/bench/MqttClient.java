package io.serai.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// As much of an MQTT 3.1.1 client as it takes to load a broker, on one non-blocking socket and with no
/// object per message, so that the generator is not what is measured. QoS 0 and 1. For one thread.
final class MqttClient implements AutoCloseable {

    private static final int BUFFER = 1 << 20;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int SUBACK = 9;

    /// What a client hears.
    interface Listener {

        /// A message; its payload is from `buffer[start]` up to `buffer[end - 1]`.
        void message(byte[] buffer, int start, int end);

        /// A message of its own was acknowledged.
        void acknowledged(int packetId);
    }

    private final String name;
    private final Listener listener;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER);
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
    private int lastAnswer;
    private int answerCode;

    private MqttClient(String name, SocketChannel channel, Selector selector, Listener listener)
            throws IOException {
        this.name = name;
        this.listener = listener;
        this.channel = channel;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ);
    }

    /// Connects with a clean session and without keep-alive, so that no ping disturbs a measurement.
    static MqttClient connect(String name, int port, Selector selector, Listener listener) {
        try {
            var channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            var client = new MqttClient(name, channel, selector, listener);
            byte[] id = name.getBytes(StandardCharsets.UTF_8);
            client.out.put((byte) 0x10).put((byte) (12 + id.length));
            client.text("MQTT".getBytes(StandardCharsets.UTF_8));
            client.out.put((byte) 4).put((byte) 2).putShort((short) 0);
            client.text(id);
            client.await(selector, CONNACK);
            return client;
        } catch (IOException e) {
            throw new BenchException(
                    "%s cannot connect to 127.0.0.1:%d: %s".formatted(name, port, e.getMessage()),
                    e);
        }
    }

    void subscribe(Selector selector, String filter, int qos) {
        byte[] text = filter.getBytes(StandardCharsets.UTF_8);
        out.put((byte) 0x82).put((byte) (5 + text.length)).putShort((short) 1);
        text(text);
        out.put((byte) qos);
        try {
            await(selector, SUBACK);
        } catch (IOException e) {
            throw new BenchException(name + " cannot subscribe: " + e.getMessage(), e);
        }
    }

    private void await(Selector selector, int answer) throws IOException {
        long deadline = System.nanoTime() + ANSWER_LIMIT.toNanos();
        lastAnswer = 0;
        while (lastAnswer != answer) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no answer within " + ANSWER_LIMIT.toSeconds() + " s");
            }
            flush();
            selector.select(100);
            selector.selectedKeys().clear();
            receive();
        }
        if (answerCode >= 0x80 || (answer == CONNACK && answerCode != 0)) {
            throw new IOException("refused with code " + answerCode);
        }
    }

    private void text(byte[] text) {
        out.putShort((short) text.length).put(text);
    }

    /// Whether [#publish] may be called: a slow broker must not make us grow.
    boolean hasRoom() {
        return out.remaining() > 4096;
    }

    /// Puts a message into the buffer; [#flush] sends it.
    void publish(byte[] topic, byte[] payload, int length, int qos, int packetId) {
        out.put((byte) (0x30 | qos << 1));
        remainingLength(2 + topic.length + (qos > 0 ? 2 : 0) + length);
        text(topic);
        if (qos > 0) {
            out.putShort((short) packetId);
        }
        out.put(payload, 0, length);
    }

    private void remainingLength(int length) {
        int rest = length;
        do {
            int digit = rest & 0x7f;
            rest >>>= 7;
            out.put((byte) (rest > 0 ? digit | 0x80 : digit));
        } while (rest > 0);
    }

    /// Sends what the socket takes; wakes the selector when it takes more.
    void flush() throws IOException {
        if (out.position() > 0) {
            out.flip();
            channel.write(out);
            out.compact();
        }
        int wanted = SelectionKey.OP_READ | (out.position() > 0 ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /// Reads what has come and tells the listener.
    void receive() throws IOException {
        while (true) {
            int count = channel.read(in);
            if (count < 0) {
                throw new IOException(name + ": the broker closed the connection");
            }
            if (count == 0) {
                return;
            }
            in.flip();
            while (packet()) {}
            in.compact();
        }
    }

    private boolean packet() {
        int start = in.position();
        int at = start + 1;
        int length = 0;
        int shift = 0;
        int digit = 0x80;
        while ((digit & 0x80) != 0) {
            if (at >= in.limit()) {
                return false;
            }
            digit = in.get(at++);
            length |= (digit & 0x7f) << shift;
            shift += 7;
        }
        if (in.limit() - at < length) {
            return false;
        }
        int header = in.get(start) & 0xff;
        switch (header >> 4) {
            case PUBLISH -> message(header >> 1 & 3, at, at + length);
            case PUBACK -> listener.acknowledged(in.getShort(at) & 0xffff);
            case CONNACK -> answered(CONNACK, in.get(at + 1));
            case SUBACK -> answered(SUBACK, in.get(at + 2));
            default -> throw new BenchException(name + ": unexpected MQTT packet " + header);
        }
        in.position(at + length);
        return true;
    }

    private void answered(int type, int code) {
        lastAnswer = type;
        answerCode = code & 0xff;
    }

    private void message(int qos, int start, int end) {
        int payload = start + 2 + (in.getShort(start) & 0xffff);
        if (qos > 0) {
            out.put((byte) 0x40).put((byte) 2).putShort(in.getShort(payload));
            payload += 2;
        }
        listener.message(in.array(), payload, end);
    }

    @Override
    public void close() {
        try (channel) {
            out.put((byte) 0xe0).put((byte) 0);
            flush();
        } catch (IOException e) {
            throw new BenchException(name + " cannot close its connection: " + e.getMessage(), e);
        }
    }
}
