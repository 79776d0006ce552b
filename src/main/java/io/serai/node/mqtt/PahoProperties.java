package io.serai.node.mqtt;

import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.MqttProperties.UserProperty;
import io.serai.mqtt.TopicName;
import io.serai.node.spi.BadMessageException;

import java.time.Duration;
import java.util.Optional;

/// Properties as Paho's class has them, for routes that were written for camel-paho-mqtt5.
final class PahoProperties {

    private PahoProperties() {}

    /// @throws BadMessageException when `given` is of another class
    static MqttProperties of(Object given) {
        org.eclipse.paho.mqttv5.common.packet.MqttProperties theirs = require(given);
        return new MqttProperties(
                Optional.ofNullable(theirs.getResponseTopic()).map(TopicName::new),
                Optional.ofNullable(theirs.getCorrelationData()),
                Optional.ofNullable(theirs.getContentType()),
                Optional.ofNullable(theirs.getMessageExpiryInterval()).map(Duration::ofSeconds),
                theirs.getPayloadFormat(),
                theirs.getUserProperties().stream()
                        .map(each -> new UserProperty(each.getKey(), each.getValue()))
                        .toList());
    }

    /// Seconds.
    static Optional<Long> willDelay(Object given) {
        return Optional.ofNullable(require(given).getWillDelayInterval());
    }

    private static org.eclipse.paho.mqttv5.common.packet.MqttProperties require(Object given) {
        if (given instanceof org.eclipse.paho.mqttv5.common.packet.MqttProperties theirs) {
            return theirs;
        }
        throw new BadMessageException(
                "MQTT properties must be of Paho's class MqttProperties, are "
                        + given.getClass().getSimpleName());
    }
}
