package io.serai.link.packet;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.serai.link.settings.LinkConfig;
import io.serai.link.settings.SessionSettings;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;
import io.serai.mqtt.Will;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/// Our values as Netty's packets and back.
public final class Packets {

    private Packets() {}

    /// A CONNECT packet.
    ///
    /// @param clean the broker shall drop what it has of us
    /// @param config what we take (MQTT 5 section 3.1.2.11); no topic alias, which is the default
    public static MqttConnectMessage connect(
            SessionSettings spec, boolean clean, LinkConfig config) {
        SessionSettings.Login login = spec.login();
        var packet =
                MqttMessageBuilders.connect()
                        .protocolVersion(
                                spec.session().isMqtt5()
                                        ? MqttVersion.MQTT_5
                                        : MqttVersion.MQTT_3_1_1)
                        .clientId(spec.clientId())
                        .cleanSession(clean)
                        .keepAlive((int) spec.keepAlive().toSeconds())
                        .hasUser(login.username().isPresent())
                        .hasPassword(login.password().isPresent());
        login.username().ifPresent(packet::username);
        login.password()
                .ifPresent(password -> packet.password(password.getBytes(StandardCharsets.UTF_8)));
        if (spec.session().isMqtt5()) {
            packet.properties(subscriptions(spec.session(), config));
        }
        spec.will()
                .ifPresent(will ->
                        packet.willFlag(true)
                                .willTopic(will.message().topic().text())
                                .willMessage(will.message().payload())
                                .willQoS(level(will.message().qos()))
                                .willRetain(will.message().retained())
                                .willProperties(willProperties(will)));
        return packet.build();
    }

    private static MqttProperties subscriptions(
            SessionSettings.Session session, LinkConfig config) {
        var properties = new MqttProperties();
        Duration expiry = session.wantedExpiry();
        if (expiry.isPositive()) {
            properties.add(
                    PropertyCodec.number(
                            MqttPropertyType.SESSION_EXPIRY_INTERVAL, expiry.toSeconds()));
        }
        properties.add(
                PropertyCodec.number(MqttPropertyType.RECEIVE_MAXIMUM, config.receiveMaximum()));
        properties.add(
                PropertyCodec.number(MqttPropertyType.MAXIMUM_PACKET_SIZE, config.maxPacketSize()));
        return properties;
    }

    private static MqttProperties willProperties(Will will) {
        MqttProperties encoded = PropertyCodec.encode(will.message().properties());
        if (!will.delay().isPositive()) {
            return encoded;
        }
        var all = new MqttProperties();
        encoded.listAll().forEach(all::add);
        all.add(
                PropertyCodec.number(
                        MqttPropertyType.WILL_DELAY_INTERVAL, will.delay().toSeconds()));
        return all;
    }

    public static MqttPublishMessage publish(MqttMessage message, int id, boolean again) {
        return new MqttPublishMessage(
                new MqttFixedHeader(
                        MqttMessageType.PUBLISH,
                        again,
                        level(message.qos()),
                        message.retained(),
                        0),
                new MqttPublishVariableHeader(
                        message.topic().text(), id, PropertyCodec.encode(message.properties())),
                Unpooled.wrappedBuffer(message.payload()));
    }

    public static MqttMessage message(MqttPublishMessage packet) {
        return new MqttMessage(
                new TopicName(packet.variableHeader().topicName()),
                ByteBufUtil.getBytes(packet.payload()),
                Qos.of(packet.fixedHeader().qosLevel().value()),
                packet.fixedHeader().isRetain(),
                packet.fixedHeader().isDup(),
                PropertyCodec.decode(packet.variableHeader().properties()));
    }

    /// With MQTT 5 the options are those that 3.1.1 has: retained copies come at each SUBSCRIBE, whether
    /// the subscription is new or not, because QoS 0 changes were missed while we were away; and only
    /// such copies are flagged as retained, so that they can be told from what a session replays.
    public static MqttSubscribeMessage subscribe(int id, Map<String, Qos> filters) {
        var packet = MqttMessageBuilders.subscribe().messageId(id);
        filters.forEach((filter, qos) -> packet.addSubscription(level(qos), filter));
        return packet.build();
    }

    public static MqttUnsubscribeMessage unsubscribe(int id, Collection<String> filters) {
        var packet = MqttMessageBuilders.unsubscribe().messageId(id);
        filters.forEach(packet::addTopicFilter);
        return packet.build();
    }

    /// PUBACK, PUBREC, PUBREL or PUBCOMP.
    public static io.netty.handler.codec.mqtt.MqttMessage reply(MqttMessageType type, int id) {
        // [MQTT-3.6.1-1] PUBREL has the reserved bits of a QoS 1 packet
        MqttQoS reserved =
                type == MqttMessageType.PUBREL ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
        return new io.netty.handler.codec.mqtt.MqttMessage(
                new MqttFixedHeader(type, false, reserved, false, 0),
                MqttMessageIdVariableHeader.from(id));
    }

    /// How the broker answered a PUBLISH or PUBREL; success with 3.1.1, which knows nothing else.
    public static ReasonCode reason(io.netty.handler.codec.mqtt.MqttMessage packet) {
        return packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
                ? ReasonCode.of(reply.reasonCode(), reply.properties())
                : ReasonCode.of(0);
    }

    private static MqttQoS level(Qos qos) {
        return MqttQoS.valueOf(qos.level());
    }
}
