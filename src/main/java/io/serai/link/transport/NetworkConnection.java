package io.serai.link.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

/// One connection, over TCP, TLS or a WebSocket, that carries MQTT packets, from the attempt to its end. Confined to the
/// event loop.
public final class NetworkConnection extends SimpleChannelInboundHandler<MqttMessage> {

    /// Hears what happens on a wire; exactly one `closed` ends it.
    public interface Listener {
        void opened(NetworkConnection wire);

        /// The packet's buffer is released when this returns.
        void received(NetworkConnection wire, MqttMessage packet);

        /// A message came and is gone unread.
        void tooLarge(NetworkConnection wire, TooLarge message);

        /// There is room for more after there was not.
        void writable(NetworkConnection wire);

        /// It has ended.
        ///
        /// @param cause why, or null when the broker simply closed it
        void closed(NetworkConnection wire, @Nullable Throwable cause);
    }

    private final Listener listener;
    private final Timekeeper time;
    private @Nullable Channel channel;
    private @Nullable Throwable cause;
    private boolean opened;
    private boolean closed;
    private boolean closeWanted;
    private boolean reading;
    private boolean flushDue;
    private long lastRead;
    private long lastWrite;

    public NetworkConnection(Listener listener, Timekeeper time) {
        this.listener = listener;
        this.time = time;
        lastRead = time.nanos();
        lastWrite = lastRead;
    }

    public boolean isOpen() {
        return channel != null;
    }

    /// Whether it came to be at all.
    public boolean wasOpen() {
        return opened;
    }

    public boolean isWritable() {
        return channel != null && channel.isWritable();
    }

    /// When something last came, in [Timekeeper#nanos].
    long lastRead() {
        return lastRead;
    }

    long lastWrite() {
        return lastWrite;
    }

    /// Sends in order. Packets of one turn of the loop leave in one write to the system.
    public void send(MqttMessage packet) {
        if (channel == null) {
            return; // closed() has been or will be heard; whoever sends keeps what must not be lost
        }
        lastWrite = time.nanos();
        channel.write(packet)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        close(done.cause());
                    }
                });
        if (!reading && !flushDue) {
            flushDue = true;
            channel.eventLoop().execute(this::flush);
        }
    }

    private void flush() {
        flushDue = false;
        if (channel != null) {
            channel.flush();
        }
    }

    /// Ends the connection after what was sent; `why` is told to the listener.
    public void close(@Nullable Throwable why) {
        if (cause == null) {
            cause = why;
        }
        closeWanted = true;
        if (channel != null) {
            channel.flush();
            var _ = channel.close();
        }
    }

    /// Sends the last packet and closes when it is out.
    public void finish(MqttMessage last) {
        closeWanted = true;
        if (channel != null) {
            Channel open = channel;
            open.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /// The connection never came to be.
    void failed(Throwable why) {
        if (cause == null) {
            cause = why;
        }
        tellClosed();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        if (closeWanted) {
            var _ = channel.close();
            return;
        }
        lastRead = time.nanos();
        opened = true;
        listener.opened(this);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage packet) {
        lastRead = time.nanos();
        reading = true;
        if (packet.decoderResult().isFailure()) {
            close(
                    new BrokerFault(
                            "the broker sent what is not MQTT ("
                                    + packet.decoderResult().cause().getMessage()
                                    + ")"));
            return;
        }
        if (!closeWanted) {
            listener.received(this, packet);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof TooLarge message && !closeWanted) {
            lastRead = time.nanos();
            listener.tooLarge(this, message);
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable() && !closeWanted) {
            listener.writable(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
        close(why instanceof DecoderException && why.getCause() != null ? why.getCause() : why);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        tellClosed();
    }

    private void tellClosed() {
        if (!closed) {
            closed = true;
            channel = null;
            listener.closed(this, cause);
        }
    }
}
