package io.serai.node.mqtt;

import io.serai.mqtt.MqttVersion;

import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What differs between `paho:` and `paho-mqtt5:`: names of options and headers as Camel has them, and what
/// a message carries.
public enum PahoScheme {
    PAHO(
            Optional.empty(),
            "cleanSession",
            Optional.empty(),
            "0",
            PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC,
            PahoConstants.CAMEL_PAHO_MSG_QOS,
            PahoConstants.CAMEL_PAHO_MSG_RETAINED),
    PAHO_MQTT5(
            Optional.of(MqttVersion.V5),
            "cleanStart",
            Optional.of("sessionExpiryInterval"),
            "1",
            PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC,
            PahoMqtt5Constants.CAMEL_PAHO_MSG_QOS,
            PahoMqtt5Constants.CAMEL_PAHO_MSG_RETAINED);

    /// Options of both that say which connection is meant.
    private static final List<String> CONNECTION_OPTIONS =
            List.of(
                    "brokerUrl",
                    "clientId",
                    "userName",
                    "password",
                    "keepAliveInterval",
                    "willTopic",
                    "willPayload",
                    "willQos",
                    "willRetained",
                    "birthPayload");

    /// Options of both that would change a connection in ways the shared link does not know.
    static final List<String> UNSUPPORTED_OPTIONS =
            List.of(
                    "serverURIs",
                    "customWebSocketHeaders",
                    "socketFactory",
                    "sslClientProps",
                    "sslHostnameVerifier",
                    "httpsHostnameVerificationEnabled",
                    "client");

    private final Optional<MqttVersion> version;
    private final String cleanOption;
    private final Optional<String> expiryOption;
    private final String usualWillQos;
    private final String topicHeader;
    private final String qosHeader;
    private final String retainedHeader;

    PahoScheme(
            Optional<MqttVersion> version,
            String cleanOption,
            Optional<String> expiryOption,
            String usualWillQos,
            String topicHeader,
            String qosHeader,
            String retainedHeader) {
        this.version = version;
        this.cleanOption = cleanOption;
        this.expiryOption = expiryOption;
        this.usualWillQos = usualWillQos;
        this.topicHeader = topicHeader;
        this.qosHeader = qosHeader;
        this.retainedHeader = retainedHeader;
    }

    /// Empty for the setting of the broker.
    Optional<MqttVersion> version() {
        return version;
    }

    List<String> connectionOptions() {
        return Stream.of(CONNECTION_OPTIONS.stream(), Stream.of(cleanOption), expiryOption.stream())
                .flatMap(each -> each)
                .toList();
    }

    String cleanOption() {
        return cleanOption;
    }

    String usualWillQos() {
        return usualWillQos;
    }

    /// Whose value is the topic to publish on instead.
    String topicHeader() {
        return topicHeader;
    }

    String qosHeader() {
        return qosHeader;
    }

    String retainedHeader() {
        return retainedHeader;
    }

    /// Whether properties of messages become headers, and headers properties.
    boolean hasProperties() {
        return this == PAHO_MQTT5;
    }
}
