package io.serai.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.MqttProperties.UserProperty;
import io.serai.mqtt.MqttVersion;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;
import io.serai.node.mqtt.SharedPahoMqtt5Component;

import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// `paho-mqtt5:` endpoints of a flow on the embedded broker.
class PahoMqtt5NodeTest extends CamelTestSupport {

    private static final ConnectionSpec MQTT5 =
            new ConnectionSpec(
                    Optional.empty(),
                    Optional.of(MqttVersion.V5),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private static final MqttProperties ALL =
            new MqttProperties(
                    Optional.of(new TopicName("answers/here")),
                    Optional.of(new byte[] {1, 2, 3}),
                    Optional.of("application/json"),
                    Optional.of(Duration.ofHours(1)),
                    true,
                    List.of(
                            new UserProperty("room", "hall"),
                            new UserProperty("tag", "a"),
                            new UserProperty("tag", "b")));

    @RegisterExtension static final MqttHouse HOUSE = new MqttHouse();

    @EndpointInject("mock:out")
    private MockEndpoint out;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addComponent(
                "paho-mqtt5",
                new SharedPahoMqtt5Component(
                        HOUSE.flowEvents("flow"), HOUSE.links(), HOUSE.inputs()));
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:in?qos=1").to("mock:out");
                from("paho-mqtt5:relay?qos=1").to("paho-mqtt5:relayed?qos=1");
                from("direct:answer").to("paho-mqtt5:answers/direct?qos=2");
            }
        };
    }

    @BeforeEach
    void awaitSubscribed() {
        HOUSE.awaitSubscribed(MQTT5);
    }

    private static void send(String topic, MqttProperties properties) throws Exception {
        HOUSE.publish(
                MQTT5, MqttHouse.message(topic, "x", Qos.AT_LEAST_ONCE).withProperties(properties));
    }

    @Test
    void propertiesAreHeadersAndUserPropertiesNeverHeadersOfTheirOwn() throws Exception {
        out.expectedMessageCount(1);
        var hostile =
                new MqttProperties(
                        ALL.responseTopic(),
                        ALL.correlationData(),
                        ALL.contentType(),
                        ALL.messageExpiry(),
                        true,
                        List.of(
                                new UserProperty("CamelPahoMqtt5OverrideTopic", "door/unlock"),
                                new UserProperty("tag", "a"),
                                new UserProperty("tag", "b")));

        send("in", hostile);

        MockEndpoint.assertIsSatisfied(context(), 10, TimeUnit.SECONDS);
        Map<String, Object> headers = out.getExchanges().getFirst().getIn().getHeaders();
        assertThat(headers)
                .containsEntry("CamelMqttTopic", "in")
                .containsEntry("CamelMqttQoS", 1)
                .containsEntry("CamelMqttCleared", false)
                .containsEntry("CamelMqttResponseTopic", "answers/here")
                .containsEntry("CamelMqttContentType", "application/json")
                .containsEntry("CamelMqttPayloadText", true)
                .containsEntry(
                        "CamelMqttUserProperties",
                        Map.of(
                                "CamelPahoMqtt5OverrideTopic",
                                "door/unlock",
                                "tag",
                                List.of("a", "b")))
                .doesNotContainKeys("CamelPahoMqtt5OverrideTopic", "tag");
        assertThat((byte[]) headers.get("CamelMqttCorrelationData")).containsExactly(1, 2, 3);
        assertThat((Long) headers.get("CamelMqttMessageExpiry")).isBetween(3590L, 3600L);
    }

    @Test
    void aMessagePassedOnKeepsItsProperties() throws Exception {
        BlockingQueue<MqttMessage> heard = HOUSE.listen(MQTT5, "relayed");

        send("relay", ALL);

        MqttMessage message = heard.poll(10, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        assertThat(message.properties().userProperties()).isEqualTo(ALL.userProperties());
        assertThat(message.properties().responseTopic()).isEqualTo(ALL.responseTopic());
        assertThat(message.properties().correlationData().orElseThrow()).containsExactly(1, 2, 3);
        assertThat(message.properties().contentType()).isEqualTo(ALL.contentType());
    }

    @Test
    void headersARouteSetsArePublished() throws Exception {
        BlockingQueue<MqttMessage> heard = HOUSE.listen(MQTT5, "answers/#");

        template()
                .sendBodyAndHeaders(
                        "direct:answer",
                        "yes",
                        Map.of(
                                "CamelPahoOverrideTopic", // of the other scheme
                                "ignored",
                                "CamelPahoMqtt5OverrideTopic",
                                "answers/client-7",
                                "CamelMqttCorrelationData",
                                new byte[] {7},
                                "CamelMqttUserProperties",
                                Map.of("room", "hall")));

        MqttMessage message = heard.poll(10, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        assertThat(message.topic().text()).isEqualTo("answers/client-7");
        assertThat(message.qos()).isEqualTo(Qos.EXACTLY_ONCE);
        assertThat(new String(message.payload(), StandardCharsets.UTF_8)).isEqualTo("yes");
        assertThat(message.properties().correlationData().orElseThrow()).containsExactly(7);
        assertThat(message.properties().userProperties())
                .containsExactly(new UserProperty("room", "hall"));
    }

    @Test
    void propertiesThatCannotBePublishedAreABadMessage() {
        assertThatThrownBy(() ->
                        template()
                                .sendBodyAndHeader(
                                        "direct:answer",
                                        "x",
                                        "CamelMqttUserProperties",
                                        "room=hall"))
                .hasStackTraceContaining("header CamelMqttUserProperties must be a map, is String");
        assertThatThrownBy(() ->
                        template()
                                .sendBodyAndHeader(
                                        "direct:answer", "x", "CamelMqttResponseTopic", "a/+"))
                .hasStackTraceContaining("holds a wildcard");
    }

    @Test
    void optionsAreThoseOfItsOwnScheme() {
        assertThatThrownBy(() -> context().getEndpoint("paho-mqtt5:x?cleanSession=true"))
                .hasStackTraceContaining("cleanSession");
        assertThatThrownBy(() ->
                        context()
                                .getEndpoint(
                                        "paho-mqtt5:x?clientId=c&sessionExpiryInterval=4294967296"))
                .hasStackTraceContaining("sessionExpiryInterval must be 0 to 4294967295 s");
        assertThatThrownBy(() -> context().getEndpoint("paho-mqtt5:x?serverURIs=tcp://a:1"))
                .hasStackTraceContaining("option serverURIs is not supported");
    }
}
