package io.serai.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

import java.util.List;

/// Cuts what comes into whole packets (MQTT 3.1.1 section 2.2). The decoder of Netty 4.1.133 takes a
/// packet whose header arrives in two pieces for too long (netty/netty#16916), so it must never see half
/// a one.
final class PacketFrames extends ByteToMessageDecoder {

    private static final int MOST_LENGTH_BYTES = 4;

    private final int maxPacketSize;

    PacketFrames(int maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
            throws BrokerFault {
        int start = in.readerIndex();
        int length = 0;
        for (int i = 1; i <= MOST_LENGTH_BYTES; i++) {
            if (in.readableBytes() <= i) {
                return;
            }
            byte digit = in.getByte(start + i);
            length |= (digit & 0x7f) << (7 * (i - 1));
            if (digit >= 0) {
                frame(in, 1 + i + length, out);
                return;
            }
        }
        in.skipBytes(in.readableBytes());
        throw new BrokerFault("the broker sent what is not MQTT: a length of more than 4 bytes");
    }

    private void frame(ByteBuf in, int size, List<Object> out) throws BrokerFault {
        if (size > maxPacketSize) {
            in.skipBytes(in.readableBytes());
            throw new BrokerFault(
                    "the broker sent a packet of %d bytes; raise mqtt.max-packet-size (now %d)"
                            .formatted(size, maxPacketSize));
        }
        if (in.readableBytes() >= size) {
            out.add(in.readRetainedSlice(size));
        }
    }
}
