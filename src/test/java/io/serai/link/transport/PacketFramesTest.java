package io.serai.link.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class PacketFramesTest {

    private static final int LIMIT = 1024;

    private final List<Object> heard = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new PacketFrames(LIMIT), new Ear());

    /// Notes the size of each whole packet, and what else is told, in order.
    private final class Ear extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object packet) {
            var bytes = (ByteBuf) packet;
            heard.add(bytes.readableBytes());
            bytes.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            heard.add(event);
        }
    }

    private static ByteBuf publish(int flags, String topic, int id, int payload) {
        ByteBuf rest = Unpooled.buffer();
        rest.writeShort(topic.length());
        rest.writeCharSequence(topic, StandardCharsets.UTF_8);
        if (id > 0) {
            rest.writeShort(id);
        }
        rest.writeZero(payload);
        return packet(0x30 | flags, rest);
    }

    private static ByteBuf packet(int first, ByteBuf rest) {
        ByteBuf all = Unpooled.buffer();
        all.writeByte(first);
        int length = rest.readableBytes();
        for (; length > 127; length >>= 7) {
            all.writeByte((length & 0x7f) | 0x80);
        }
        return all.writeByte(length).writeBytes(rest);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000, 100_000})
    void largeMessagesPassUnreadHoweverTheyArePutInPieces(int piece) {
        ByteBuf all =
                Unpooled.wrappedBuffer(
                        publish(0b0010, "a", 1, 10),
                        publish(0b0011, "large", 7, 3000),
                        publish(0b0000, "b", 0, 10),
                        publish(0b0000, "huge", 0, 50_000),
                        publish(0b0100, "twice", 9, 1024),
                        publish(0b0010, "c", 2, 10));

        while (all.isReadable()) {
            channel.writeInbound(all.readRetainedSlice(Math.min(piece, all.readableBytes())));
        }

        assertThat(heard)
                .containsExactly(
                        17,
                        new TooLarge(
                                new TopicName("large"), Qos.AT_LEAST_ONCE, true, 7, 3012, LIMIT),
                        15,
                        new TooLarge(
                                new TopicName("huge"), Qos.AT_MOST_ONCE, false, 0, 50_010, LIMIT),
                        new TooLarge(
                                new TopicName("twice"), Qos.EXACTLY_ONCE, false, 9, 1036, LIMIT),
                        17);
    }

    @Test
    void largestThatIsTakenIsTakenWhole() {
        channel.writeInbound(publish(0, "a", 0, LIMIT - 6));

        assertThat(heard).containsExactly(LIMIT);
    }

    @Test
    void otherPacketsThatAreTooLargeEndTheConnection() {
        ByteBuf subAck = packet(0x90, Unpooled.buffer().writeZero(3000));

        assertThatThrownBy(() -> channel.writeInbound(subAck))
                .isInstanceOf(DecoderException.class)
                .hasRootCauseInstanceOf(BrokerFault.class)
                .hasMessageContaining("raise mqtt.max-packet-size (now 1024)");
    }

    @Test
    void largeMessageWithATopicBeyondItsEndEndsTheConnection() {
        ByteBuf rest = Unpooled.buffer().writeShort(60_000).writeZero(3000);

        assertThatThrownBy(() -> channel.writeInbound(packet(0x30, rest)))
                .hasMessageContaining("not MQTT");
    }
}
