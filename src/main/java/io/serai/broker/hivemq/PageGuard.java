package io.serai.broker.hivemq;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.serai.broker.queue.DroppedMessages;
import io.serai.mqtt.WebSocketDoor;
import io.serai.observe.Counters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Refuses WebSocket handshakes of foreign pages. Thread-safe.
@Sharable
final class PageGuard extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(PageGuard.class);

    /// A page that tries again and again is told once; anybody can make up origins.
    private static final int MOST_TOLD = 20;

    private final WebSocketDoor door;
    private final Counters counters;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    PageGuard(WebSocketDoor door, Counters counters) {
        this.door = door;
        this.counters = counters;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof FullHttpRequest request)) {
            var _ = context.fireChannelRead(message);
            return;
        }
        HttpHeaders headers = request.headers();
        List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
        String why = door.refusal(headers.getAll(HttpHeaderNames.HOST), origins);
        if (why == null) {
            var _ = context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        counters.add("broker.refused-pages", "broker");
        if (told.size() < MOST_TOLD && told.add(why)) {
            LOG.warn(
                    "Broker: a WebSocket handshake was refused: {}.",
                    DroppedMessages.printable(why));
        }
        byte[] text = (why + "\n").getBytes(StandardCharsets.UTF_8);
        var answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.FORBIDDEN,
                        Unpooled.wrappedBuffer(text));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, text.length)
                .set(HttpHeaderNames.CONNECTION, "close");
        var _ = context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}
