package io.serai.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.node.mqtt.ConnectionOptions;
import io.serai.node.mqtt.PahoScheme;
import io.serai.node.mqtt.SharedPahoComponent;
import io.serai.observe.Health;

import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// `paho:` endpoints of a flow on the embedded broker.
class PahoNodeTest extends CamelTestSupport {

    @RegisterExtension static final MqttHouse HOUSE = new MqttHouse();

    @EndpointInject("mock:out")
    private MockEndpoint out;

    private BlockingQueue<MqttMessage> published = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void listen() {
        published = HOUSE.listen(ConnectionSpec.SHARED, "answers/#");
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addComponent(
                "paho",
                new SharedPahoComponent(HOUSE.flowEvents("flow"), HOUSE.links(), HOUSE.inputs()));
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("paho:in/+/value?qos=1").to("mock:out");
                from("paho:echo?qos=1")
                        .setHeader("CamelPahoOverrideTopic", constant("answers/first"))
                        .to("paho:unused?qos=2&retained=false")
                        .to("paho:answers/second?qos=0");
                from("paho:slow?qos=1")
                        .process(_ -> release.await(10, TimeUnit.SECONDS))
                        .to("mock:slow");
                from("paho:unsure?qos=1")
                        .process(each -> {
                            if (each.getIn().getBody(String.class).equals("error")) {
                                throw new AssertionError("an error, no exception");
                            }
                        })
                        .to("mock:sure");
                from("paho:self?qos=1").routeId("self").delay(20).to("paho:self?qos=1");
                from("direct:publish").to("paho:answers/direct?qos=1");
                from("direct:override").routeId("relay").to("paho:answers/direct?qos=0");
            }
        };
    }

    private static void publish(String topic, String payload, Qos qos) throws Exception {
        HOUSE.publish(ConnectionSpec.SHARED, MqttHouse.message(topic, payload, qos));
    }

    @Test
    void messagesComeInOrderWithTheirHeaders() throws Exception {
        out.expectedBodiesReceived("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        for (int i = 0; i < 10; i++) {
            publish("in/x/value", String.valueOf(i), Qos.EXACTLY_ONCE);
        }

        MockEndpoint.assertIsSatisfied(context(), 10, TimeUnit.SECONDS);
        Exchange first = out.getExchanges().getFirst();
        assertThat(first.getIn().getHeaders())
                .containsEntry("CamelMqttTopic", "in/x/value")
                .containsEntry("CamelMqttQoS", 1)
                .containsEntry("CamelMqttRetained", false)
                .containsEntry("CamelMqttDuplicate", false);
        assertThat(first.getIn().getBody()).isInstanceOf(byte[].class);
    }

    @Test
    void anEmptyPayloadReachesTheRouteAsEmptyBytes() throws Exception {
        out.expectedMessageCount(1);
        publish("in/y/value", "", Qos.AT_LEAST_ONCE);

        MockEndpoint.assertIsSatisfied(context(), 10, TimeUnit.SECONDS);
        assertThat((byte[]) out.getExchanges().getFirst().getIn().getBody()).isEmpty();
    }

    @Test
    void aTopicNoBrokerTakesFailsItsOwnMessageAndCostsOthersNothing() throws Exception {
        for (String bad :
                List.of(
                        "answers/a\tb",
                        "$SYS/x",
                        "$other/x",
                        "",
                        "answers/#",
                        "answers/\0",
                        "answers/\uD83D",
                        "answers/\uFFFE",
                        "answers/\u0085",
                        "a/".repeat(300) + "a",
                        "answers/" + "x".repeat(70_000))) {
            assertThatThrownBy(() ->
                            template.sendBodyAndHeader(
                                    "direct:override", "x", "CamelPahoOverrideTopic", bad))
                    .cause()
                    .hasMessageContaining("flow flow, route relay: nothing was published: ");
        }
        template.sendBodyAndHeader(
                "direct:override", "good", "CamelPahoOverrideTopic", "answers/\u00e9/😀");

        MqttMessage only = published.poll(10, TimeUnit.SECONDS);
        assertThat(only).isNotNull();
        assertThat(only.topic().text()).isEqualTo("answers/\u00e9/😀");
        assertThat(HOUSE.reconnects()).isZero();
    }

    @Test
    void theOverrideTopicHoldsForOneNodeOnly() throws Exception {
        publish("echo", "hello", Qos.AT_LEAST_ONCE);

        MqttMessage first = published.poll(10, TimeUnit.SECONDS);
        MqttMessage second = published.poll(10, TimeUnit.SECONDS);

        assertThat(first).isNotNull();
        assertThat(first.topic().text()).isEqualTo("answers/first");
        assertThat(first.qos()).isEqualTo(Qos.EXACTLY_ONCE);
        assertThat(second).isNotNull();
        assertThat(second.topic().text()).isEqualTo("answers/second");
        assertThat(second.qos()).isEqualTo(Qos.AT_MOST_ONCE);
    }

    @Test
    void aBusyRouteHoldsUpNeitherOthersNorTheConnection() throws Exception {
        publish("slow", "1", Qos.AT_LEAST_ONCE);
        out.expectedMessageCount(1);

        publish("in/z/value", "2", Qos.AT_LEAST_ONCE);

        MockEndpoint.assertIsSatisfied(context(), 5, TimeUnit.SECONDS);
        release.countDown();
        MockEndpoint slow = getMockEndpoint("mock:slow");
        slow.expectedMessageCount(1);
        slow.assertIsSatisfied(5000);
    }

    @Test
    void whatCannotBePublishedIsABadMessage() {
        assertThatThrownBy(() -> template().sendBody("direct:publish", null))
                .hasStackTraceContaining("there is no body to publish");
        assertThatThrownBy(() ->
                        template()
                                .sendBodyAndHeader(
                                        "direct:publish", "x", "CamelPahoOverrideTopic", "a/+/b"))
                .hasStackTraceContaining("holds a wildcard");
        assertThatThrownBy(() ->
                        template().sendBodyAndHeader("direct:publish", "x", "CamelPahoQos", 3))
                .hasStackTraceContaining("qos must be 0, 1 or 2");
    }

    @Test
    void numbersArePublishedAsText() throws Exception {
        template().sendBody("direct:publish", 21.5);

        MqttMessage message = published.poll(10, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        assertThat(new String(message.payload(), StandardCharsets.UTF_8)).isEqualTo("21.5");
    }

    @Test
    void optionsThatCannotBeHonouredAreRefused() {
        assertThatThrownBy(() -> context().getEndpoint("paho:x?serverURIs=tcp://a:1,tcp://b:1"))
                .hasStackTraceContaining("option serverURIs is not supported");
        assertThatThrownBy(() -> context().getEndpoint("paho:x?qso=1"))
                .hasStackTraceContaining("qso");
        assertThatThrownBy(() -> context().getEndpoint("paho:a/#/b"))
                .hasStackTraceContaining("# stands alone and last");
        assertThatThrownBy(() -> context().getEndpoint("paho:x?brokerUrl=http://broker"))
                .hasStackTraceContaining("supported are tcp://");
        assertThatThrownBy(() -> context().getEndpoint("paho:x?brokerUrl=#office"))
                .hasStackTraceContaining("no broker \"office\" in the settings; there is none");
    }

    @Test
    void endpointsOfOneClientShareItsOptions() {
        var options = new ConnectionOptions(PahoScheme.PAHO);
        options.add(
                Map.of("clientId", "pump", "willTopic", "pump/is", "willPayload", "offline"),
                Optional.empty());
        options.add(Map.of("clientId", "pump", "birthPayload", "online"), Optional.empty());

        ConnectionSpec spec = options.spec();

        assertThat(spec.clientId()).contains("pump");
        assertThat(spec.cleanSession()).isTrue();
        assertThat(spec.will()).isPresent();
        assertThat(spec.will().orElseThrow().birth()).isPresent();
        assertThatThrownBy(() ->
                        options.add(
                                Map.of("clientId", "pump", "willTopic", "other"), Optional.empty()))
                .hasMessageContaining("willTopic differs");
        assertThatThrownBy(() -> options.add(Map.of("cleanSession", "maybe"), Optional.empty()))
                .hasMessageContaining("cleanSession must be true or false");
    }

    @Test
    void endpointsThatAskForNothingUseTheGatewaysConnection() {
        assertThat(new ConnectionOptions(PahoScheme.PAHO).spec()).isSameAs(ConnectionSpec.SHARED);
        assertThat(List.of(HOUSE.health().parts().keySet()).toString())
                .contains("mqtt tcp://127.0.0.1");
    }

    @Test
    void anErrorThatEscapesARouteEndsItsMessageAndNotTheRoute() throws Exception {
        MockEndpoint sure = getMockEndpoint("mock:sure");
        sure.expectedBodiesReceived("second");

        publish("unsure", "error", Qos.AT_LEAST_ONCE);
        publish("unsure", "second", Qos.AT_LEAST_ONCE);

        sure.assertIsSatisfied();
    }

    @Test
    void aFlowThatFeedsItselfIsNamedInHealthAndGoesOn() throws Exception {
        publish("self", "x", Qos.AT_LEAST_ONCE);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> HOUSE.health().parts().containsKey("flow flow: loop"));

        Health.PartHealth part =
                Objects.requireNonNull(HOUSE.health().parts().get("flow flow: loop"));
        assertThat(part.ready()).isTrue();
        assertThat(part.detail())
                .startsWith("feeds itself: what route self publishes on self comes to it again")
                .endsWith("Publish on another topic, or let a filter end the circle");
        context.getRouteController().stopRoute("self");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !HOUSE.health().parts().containsKey("flow flow: loop"));
    }
}
