package io.serai.link.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultithreadEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslHandler;
import io.serai.link.settings.Address;
import io.serai.link.settings.SessionSettings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// One event loop thread for every connection, and the way to open one. Thread-safe.
public final class Transport implements AutoCloseable {

    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final MultithreadEventLoopGroup group =
            new NioEventLoopGroup(1, Thread.ofPlatform().daemon().name("serai-mqtt").factory());
    private final int maxPacketSize;

    public Transport(int maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    /// The thread on which every session lives.
    public EventLoop loop() {
        return group.next();
    }

    /// Begins to connect; `wire` hears how it went.
    public void open(SessionSettings spec, InetAddress host, NetworkConnection wire) {
        Address address = spec.address();
        var bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) CONNECT_TIMEOUT.toMillis())
                        .handler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel)
                                            throws NoSuchAlgorithmException {
                                        if (address.isEncrypted()) {
                                            channel.pipeline().addLast(tls(spec));
                                        }
                                        if (address.isWebSocket()) {
                                            WebSocket.addTo(channel.pipeline(), address);
                                        }
                                        channel.pipeline()
                                                .addLast(
                                                        MqttEncoder.INSTANCE,
                                                        new PacketFrames(maxPacketSize),
                                                        new MqttDecoder(maxPacketSize),
                                                        wire);
                                    }
                                });
        ChannelFuture connecting = bootstrap.connect(new InetSocketAddress(host, address.port()));
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                wire.failed(done.cause());
            }
        });
    }

    private static SslHandler tls(SessionSettings spec) throws NoSuchAlgorithmException {
        SSLContext context = spec.tls().isPresent() ? spec.tls().get() : SSLContext.getDefault();
        SSLEngine engine = context.createSSLEngine(spec.address().host(), spec.address().port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        // Without this the certificate is checked but not whose it is.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return new SslHandler(engine);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
