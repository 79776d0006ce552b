package io.serai.link.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.serai.link.settings.Address;

/// MQTT over a WebSocket (MQTT 5 section 6): a stream of bytes in binary frames, where a packet may begin
/// and end anywhere [MQTT-6.0.0-2].
final class WebSocket {

    private static final String SUBPROTOCOL = "mqtt"; // [MQTT-6.0.0-3]
    private static final int LARGEST_ANSWER = 16 * 1024;

    /// A frame may hold many packets.
    private static final int LARGEST_FRAME = Integer.MAX_VALUE;

    /// A dead peer does not take the last frame.
    private static final long CLOSE_MILLIS = 500;

    private WebSocket() {}

    /// What stands between bytes and MQTT packets; the handlers behind see the connection as active once
    /// the handshake is done.
    static void addTo(ChannelPipeline pipeline, Address address) {
        String scheme = address.isEncrypted() ? "wss://" : "ws://";
        var config =
                WebSocketClientProtocolConfig.newBuilder()
                        .webSocketUri(scheme + address.hostAndPort() + address.path())
                        .subprotocol(SUBPROTOCOL)
                        .maxFramePayloadLength(LARGEST_FRAME)
                        .handshakeTimeoutMillis(Transport.CONNECT_TIMEOUT.toMillis())
                        .forceCloseTimeoutMillis(CLOSE_MILLIS)
                        .build();
        pipeline.addLast(
                new HttpClientCodec(),
                new HttpObjectAggregator(LARGEST_ANSWER),
                new WebSocketClientProtocolHandler(config),
                new CombinedChannelDuplexHandler<>(new Unwrap(), new Wrap()));
    }

    private static final class Unwrap extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            // Not yet: the handshake comes first.
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                context.fireChannelActive();
            } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
                throw new WebSocketClientHandshakeException(
                        "no answer within %d s".formatted(Transport.CONNECT_TIMEOUT.toSeconds()));
            }
            context.fireUserEventTriggered(event);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws BrokerFault {
            if (!(message instanceof WebSocketFrame frame)) {
                context.fireChannelRead(message);
                return;
            }
            if (frame instanceof TextWebSocketFrame) {
                frame.release();
                // [MQTT-6.0.0-1]
                throw new BrokerFault("the broker sent text over the WebSocket, not MQTT");
            }
            context.fireChannelRead(frame.content());
        }
    }

    private static final class Wrap extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            var _ =
                    context.write(
                            message instanceof ByteBuf bytes
                                    ? new BinaryWebSocketFrame(bytes)
                                    : message,
                            promise);
        }
    }
}
