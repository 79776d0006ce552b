package io.serai.link.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Cuts what comes into whole packets (MQTT 3.1.1 section 2.2). The decoder of Netty 4.1.133 takes a
/// packet whose header arrives in two pieces for too long (netty/netty#16916), so it must never see half
/// a one.
///
/// A PUBLISH that is too large is let pass unread and told as [TooLarge]: a broker with MQTT 3.1.1 knows
/// nothing of our limit and sends an unacknowledged message again at each connection, so to end the
/// connection would be to end it for ever.
final class PacketFrames extends ByteToMessageDecoder {

    private static final int MOST_LENGTH_BYTES = 4;

    private static final int PUBLISH = 3;

    private final int maxPacketSize;

    /// Bytes of a packet too large that are still to come.
    private int passing;

    PacketFrames(int maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
            throws BrokerFault {
        if (passing > 0) {
            pass(in);
            return;
        }
        int start = in.readerIndex();
        int length = 0;
        for (int i = 1; i <= MOST_LENGTH_BYTES; i++) {
            if (in.readableBytes() <= i) {
                return;
            }
            byte digit = in.getByte(start + i);
            length |= (digit & 0x7f) << (7 * (i - 1));
            if (digit >= 0) {
                frame(context, in, 1 + i, 1 + i + length, out);
                return;
            }
        }
        in.skipBytes(in.readableBytes());
        throw new BrokerFault("the broker sent what is not MQTT: a length of more than 4 bytes");
    }

    private void frame(
            ChannelHandlerContext context, ByteBuf in, int header, int size, List<Object> out)
            throws BrokerFault {
        if (size > maxPacketSize) {
            tooLarge(context, in, header, size);
        } else if (in.readableBytes() >= size) {
            out.add(in.readRetainedSlice(size));
        }
    }

    private void tooLarge(ChannelHandlerContext context, ByteBuf in, int header, int size)
            throws BrokerFault {
        int start = in.readerIndex();
        int first = in.getUnsignedByte(start);
        if (first >> 4 != PUBLISH) {
            in.skipBytes(in.readableBytes());
            throw new BrokerFault(
                    "the broker sent a packet of %d bytes; raise mqtt.max-packet-size (now %d)"
                            .formatted(size, maxPacketSize));
        }
        if (in.readableBytes() < header + Short.BYTES) {
            return;
        }
        int topicLength = in.getUnsignedShort(start + header);
        int topicStart = start + header + Short.BYTES;
        boolean identified = (first & 0b110) != 0;
        int read = header + Short.BYTES + topicLength + (identified ? Short.BYTES : 0);
        if (read > size || (first & 0b110) == 0b110) {
            in.skipBytes(in.readableBytes());
            throw new BrokerFault("the broker sent what is not MQTT: a PUBLISH that is none");
        }
        if (in.readableBytes() < read) {
            return;
        }
        context.fireUserEventTriggered(
                new TooLarge(
                        new TopicName(in.toString(topicStart, topicLength, StandardCharsets.UTF_8)),
                        Qos.of(first >> 1 & 0b11),
                        (first & 1) != 0,
                        identified ? in.getUnsignedShort(topicStart + topicLength) : 0,
                        size,
                        maxPacketSize));
        passing = size;
        pass(in);
    }

    private void pass(ByteBuf in) {
        int now = Math.min(passing, in.readableBytes());
        in.skipBytes(now);
        passing -= now;
    }
}
