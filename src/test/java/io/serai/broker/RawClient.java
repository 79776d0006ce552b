package io.serai.broker;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// MQTT packets by hand, for what a well-behaved client cannot say.
final class RawClient implements AutoCloseable {

    static final int CONNACK = 0x20;
    static final int PUBACK = 0x40;
    static final int PUBREC = 0x50;
    static final int PUBCOMP = 0x70;
    static final int SUBACK = 0x90;

    private static final int TIMEOUT_MS = 10_000;

    /// One packet; `type` holds the flags too.
    record Packet(int type, ByteBuffer body) {

        /// The CONNACK's return or reason code, its second byte.
        int returnCode() {
            return body.get(1);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    static RawClient open(int port) {
        try {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// CONNECT in protocol level 3 (3.1), 4 (3.1.1) or 5, and the broker's CONNACK.
    Packet connect(int level, String id, boolean clean, int keepAliveSeconds) {
        return connect(level, id, clean, keepAliveSeconds, "", "");
    }

    /// The same with a will of QoS 1, unless its topic is empty.
    Packet connect(
            int level,
            String id,
            boolean clean,
            int keepAliveSeconds,
            String willTopic,
            String will) {
        boolean withWill = !willTopic.isEmpty();
        send(
                0x10,
                body -> {
                    text(body, level == 3 ? "MQIsdp" : "MQTT");
                    body.writeByte(level);
                    body.writeByte((clean ? 0x02 : 0) | (withWill ? 0x0C : 0));
                    body.writeShort(keepAliveSeconds);
                    if (level == 5) {
                        body.writeByte(0);
                    }
                    text(body, id);
                    if (withWill) {
                        if (level == 5) {
                            body.writeByte(0);
                        }
                        text(body, willTopic);
                        text(body, will);
                    }
                });
        return read();
    }

    void publish(int packetId, int qos, boolean duplicate, String topic, String payload) {
        send(
                0x30 | (duplicate ? 0x08 : 0) | qos << 1,
                body -> {
                    text(body, topic);
                    body.writeShort(packetId);
                    body.write(payload.getBytes(StandardCharsets.UTF_8));
                });
    }

    void pubrel(int packetId) {
        send(0x62, body -> body.writeShort(packetId));
    }

    void subscribe(int packetId, String filter, int qos) {
        send(
                0x82,
                body -> {
                    body.writeShort(packetId);
                    text(body, filter);
                    body.writeByte(qos);
                });
    }

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private void send(int type, Body body) {
        try {
            var bytes = new ByteArrayOutputStream();
            body.write(new DataOutputStream(bytes));
            out.writeByte(type);
            int length = bytes.size();
            do {
                int digit = length % 128;
                length /= 128;
                out.writeByte(length > 0 ? digit | 0x80 : digit);
            } while (length > 0);
            bytes.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    Packet read() {
        try {
            int type = in.readUnsignedByte();
            int length = 0;
            int shift = 0;
            int digit;
            do {
                digit = in.readUnsignedByte();
                length |= (digit & 0x7F) << shift;
                shift += 7;
            } while ((digit & 0x80) != 0);
            return new Packet(type, ByteBuffer.wrap(in.readNBytes(length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads on until the broker closes the connection; fails when it stays open for ten seconds.
    void awaitEnd() {
        try {
            while (true) {
                read();
            }
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof EOFException)
                    && !(e.getCause() instanceof SocketException)) {
                throw e;
            }
        }
    }

    /// Closes the socket without DISCONNECT.
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
