package io.serai.broker.hivemq;

import com.hivemq.bootstrap.netty.ChannelDependencies;
import com.hivemq.bootstrap.netty.ChannelHandlerNames;
import com.hivemq.bootstrap.netty.ChannelInitializerFactoryImpl;
import com.hivemq.bootstrap.netty.initializer.AbstractChannelInitializer;
import com.hivemq.bootstrap.netty.initializer.WebsocketChannelInitializer;
import com.hivemq.configuration.service.entity.WebsocketListener;
import com.hivemq.logging.EventLog;
import com.hivemq.security.ssl.NonSslHandler;
import com.hivemq.security.ssl.SslFactory;

import io.netty.channel.Channel;

import javax.inject.Inject;
import javax.inject.Provider;
import javax.inject.Singleton;

/// HiveMQ's way to equip new connections, with a [PageGuard] before each WebSocket handshake. Thread-safe.
@Singleton
final class WebSocketListeners extends ChannelInitializerFactoryImpl {

    private final ChannelDependencies dependencies;
    private final Provider<NonSslHandler> withoutTls;
    private final PageGuard guard;

    @Inject
    WebSocketListeners(
            ChannelDependencies dependencies,
            SslFactory tls,
            Provider<NonSslHandler> withoutTls,
            EventLog events,
            PageGuard guard) {
        super(dependencies, tls, withoutTls, events);
        this.dependencies = dependencies;
        this.withoutTls = withoutTls;
        this.guard = guard;
    }

    @Override
    protected AbstractChannelInitializer createWebsocketInitializer(WebsocketListener listener) {
        return new WebsocketChannelInitializer(dependencies, listener, withoutTls) {
            @Override
            protected void addSpecialHandlers(Channel channel) {
                super.addSpecialHandlers(channel);
                channel.pipeline()
                        .addAfter(
                                ChannelHandlerNames.HTTP_OBJECT_AGGREGATOR,
                                "serai-page-guard",
                                guard);
            }
        };
    }
}
