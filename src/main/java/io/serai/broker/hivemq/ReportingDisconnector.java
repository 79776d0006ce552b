package io.serai.broker.hivemq;

import com.hivemq.bootstrap.ClientConnectionContext;
import com.hivemq.mqtt.handler.disconnect.MqttServerDisconnector;
import com.hivemq.mqtt.handler.disconnect.MqttServerDisconnectorImpl;
import com.hivemq.mqtt.message.mqtt5.Mqtt5UserProperties;
import com.hivemq.mqtt.message.reason.Mqtt5DisconnectReasonCode;

import io.netty.channel.Channel;
import io.serai.broker.queue.DroppedMessages;

import org.jspecify.annotations.Nullable;

import javax.inject.Inject;
import javax.inject.Singleton;

/// Stands before HiveMQ's way to end connections, which tells nobody that a client sends more than the
/// broker takes. Thread-safe.
@Singleton
final class ReportingDisconnector implements MqttServerDisconnector {

    private final MqttServerDisconnectorImpl disconnector;
    private final DroppedMessages dropped;

    @Inject
    ReportingDisconnector(MqttServerDisconnectorImpl disconnector, DroppedMessages dropped) {
        this.disconnector = disconnector;
        this.dropped = dropped;
    }

    @Override
    public void disconnect(
            Channel channel,
            @Nullable String logMessage,
            @Nullable String eventLogMessage,
            @Nullable Mqtt5DisconnectReasonCode reasonCode,
            @Nullable String reasonString,
            Mqtt5UserProperties userProperties,
            boolean isAuthentication,
            boolean forceClose) {
        ClientConnectionContext client = ClientConnectionContext.of(channel);
        // What it sent before it heard of its end is no further message.
        if (reasonCode == Mqtt5DisconnectReasonCode.PACKET_TOO_LARGE
                && !client.getClientState().disconnected()) {
            String id = client.getClientId();
            dropped.tooLargeToTake(id == null ? "" : id);
        }
        disconnector.disconnect(
                channel,
                logMessage,
                eventLogMessage,
                reasonCode,
                reasonString,
                userProperties,
                isAuthentication,
                forceClose);
    }
}
