package io.serai.link;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/// Our values as Netty's packets and back.
final class Packets {

    private Packets() {}

    static MqttConnectMessage connect(LaneSpec spec) {
        var packet =
                MqttMessageBuilders.connect()
                        .protocolVersion(MqttVersion.MQTT_3_1_1)
                        .clientId(spec.clientId())
                        .cleanSession(spec.cleanSession())
                        .keepAlive((int) spec.keepAlive().toSeconds())
                        .hasUser(spec.username().isPresent())
                        .hasPassword(spec.password().isPresent());
        spec.username().ifPresent(packet::username);
        spec.password()
                .ifPresent(password -> packet.password(password.getBytes(StandardCharsets.UTF_8)));
        spec.will()
                .ifPresent(will ->
                        packet.willFlag(true)
                                .willTopic(will.message().topic().text())
                                .willMessage(will.message().payload())
                                .willQoS(level(will.message().qos()))
                                .willRetain(will.message().retained()));
        return packet.build();
    }

    static MqttPublishMessage publish(MqttMessage message, int id, boolean again) {
        return new MqttPublishMessage(
                new MqttFixedHeader(
                        MqttMessageType.PUBLISH,
                        again,
                        level(message.qos()),
                        message.retained(),
                        0),
                new MqttPublishVariableHeader(message.topic().text(), id),
                Unpooled.wrappedBuffer(message.payload()));
    }

    static MqttMessage message(MqttPublishMessage packet) {
        return new MqttMessage(
                new TopicName(packet.variableHeader().topicName()),
                ByteBufUtil.getBytes(packet.payload()),
                Qos.of(packet.fixedHeader().qosLevel().value()),
                packet.fixedHeader().isRetain(),
                packet.fixedHeader().isDup());
    }

    static MqttSubscribeMessage subscribe(int id, Map<String, Qos> filters) {
        var packet = MqttMessageBuilders.subscribe().messageId(id);
        filters.forEach((filter, qos) -> packet.addSubscription(level(qos), filter));
        return packet.build();
    }

    static MqttUnsubscribeMessage unsubscribe(int id, Collection<String> filters) {
        var packet = MqttMessageBuilders.unsubscribe().messageId(id);
        filters.forEach(packet::addTopicFilter);
        return packet.build();
    }

    /// PUBACK, PUBREC, PUBREL or PUBCOMP.
    static io.netty.handler.codec.mqtt.MqttMessage reply(MqttMessageType type, int id) {
        // [MQTT-3.6.1-1] PUBREL has the reserved bits of a QoS 1 packet
        MqttQoS reserved =
                type == MqttMessageType.PUBREL ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
        return new io.netty.handler.codec.mqtt.MqttMessage(
                new MqttFixedHeader(type, false, reserved, false, 0),
                MqttMessageIdVariableHeader.from(id));
    }

    private static MqttQoS level(Qos qos) {
        return MqttQoS.valueOf(qos.level());
    }
}
