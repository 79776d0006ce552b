package io.serai.broker.queue;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.hivemq.codec.encoder.mqtt5.Mqtt5PayloadFormatIndicator;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.mqtt5.Mqtt5UserProperties;
import com.hivemq.mqtt.message.mqtt5.MqttUserProperty;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.publish.PUBLISHFactory;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Objects;

/// A PUBLISH packet, with all its MQTT 5 properties, as part of a journal record.
final class MessageRecord {

    private static final int RETAIN = 1;
    private static final int RESPONSE_TOPIC = 1 << 1;
    private static final int CONTENT_TYPE = 1 << 2;
    private static final int CORRELATION_DATA = 1 << 3;
    private static final int IDENTIFIERS = 1 << 4;
    private static final int PAYLOAD_FORMAT = 1 << 5;
    private static final int USER_PROPERTIES = 1 << 6;

    private static final byte[] NOTHING = {};

    private MessageRecord() {}

    static void write(PUBLISH message, RecordBuffer record) {
        record.put(flags(message)).put(message.getQoS().getQosNumber());
        record.putText(message.getTopic());
        byte[] payload = message.getPayload();
        record.putBytes(payload == null ? NOTHING : payload);
        record.putText(message.getHivemqId()).putLong(message.getPublishId());
        record.putLong(message.getTimestamp()).putLong(message.getMessageExpiryInterval());
        String responseTopic = message.getResponseTopic();
        if (responseTopic != null) {
            record.putText(responseTopic);
        }
        String contentType = message.getContentType();
        if (contentType != null) {
            record.putText(contentType);
        }
        byte[] correlationData = message.getCorrelationData();
        if (correlationData != null) {
            record.putBytes(correlationData);
        }
        ImmutableIntArray identifiers = message.getSubscriptionIdentifiers();
        if (identifiers != null) {
            record.putInt(identifiers.length());
            identifiers.forEach(record::putInt);
        }
        Mqtt5PayloadFormatIndicator format = message.getPayloadFormatIndicator();
        if (format != null) {
            record.put(format.getCode());
        }
        ImmutableList<MqttUserProperty> properties = message.getUserProperties().asList();
        if (!properties.isEmpty()) {
            record.putInt(properties.size());
            properties.forEach(each -> record.putText(each.getName()).putText(each.getValue()));
        }
    }

    private static int flags(PUBLISH message) {
        return (message.isRetain() ? RETAIN : 0)
                | given(message.getResponseTopic(), RESPONSE_TOPIC)
                | given(message.getContentType(), CONTENT_TYPE)
                | given(message.getCorrelationData(), CORRELATION_DATA)
                | given(message.getSubscriptionIdentifiers(), IDENTIFIERS)
                | given(message.getPayloadFormatIndicator(), PAYLOAD_FORMAT)
                | (message.getUserProperties().asList().isEmpty() ? 0 : USER_PROPERTIES);
    }

    private static int given(@Nullable Object value, int flag) {
        return value == null ? 0 : flag;
    }

    static PUBLISH read(ByteBuffer body) {
        int flags = body.get();
        QoS qos = Objects.requireNonNull(QoS.valueOf(body.get()));
        var builder =
                new PUBLISHFactory.Mqtt5Builder()
                        .withRetain((flags & RETAIN) != 0)
                        .withQoS(qos)
                        .withOnwardQos(qos)
                        .withTopic(RecordBuffer.text(body))
                        .withPayload(RecordBuffer.bytes(body))
                        .withHivemqId(RecordBuffer.text(body))
                        .withPublishId(body.getLong())
                        .withTimestamp(body.getLong())
                        .withMessageExpiryInterval(body.getLong());
        if ((flags & RESPONSE_TOPIC) != 0) {
            builder.withResponseTopic(RecordBuffer.text(body));
        }
        if ((flags & CONTENT_TYPE) != 0) {
            builder.withContentType(RecordBuffer.text(body));
        }
        if ((flags & CORRELATION_DATA) != 0) {
            builder.withCorrelationData(RecordBuffer.bytes(body));
        }
        if ((flags & IDENTIFIERS) != 0) {
            var identifiers = ImmutableIntArray.builder();
            for (int left = body.getInt(); left > 0; left--) {
                identifiers.add(body.getInt());
            }
            builder.withSubscriptionIdentifiers(identifiers.build());
        }
        if ((flags & PAYLOAD_FORMAT) != 0) {
            builder.withPayloadFormatIndicator(Mqtt5PayloadFormatIndicator.fromCode(body.get()));
        }
        if ((flags & USER_PROPERTIES) != 0) {
            ImmutableList.Builder<MqttUserProperty> properties = ImmutableList.builder();
            for (int left = body.getInt(); left > 0; left--) {
                properties.add(
                        MqttUserProperty.of(RecordBuffer.text(body), RecordBuffer.text(body)));
            }
            builder.withUserProperties(Mqtt5UserProperties.of(properties.build()));
        }
        return builder.build();
    }
}
