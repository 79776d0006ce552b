package io.serai.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.node.spi.BadMessageException;
import io.serai.testing.Bench;

import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

class DeviceNodesTest extends CamelTestSupport {

    private static final String DEVICES =
            """
            devices:
              - id: light
                kind: sensor
                range: {min: 0, max: 1023}
                simulated: {value: 143}
              - id: lamp
                kind: switch
              - id: dimmer
                kind: level
              - id: bell
                kind: input
            """;

    @TempDir private static Path folder;

    private final Bench bench = Bench.withDevices(folder, DEVICES);

    @EndpointInject("mock:out")
    private MockEndpoint out;

    @AfterEach
    void closeBench() {
        bench.close();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        bench.palette.components("flow").forEach(context::addComponent);
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("sensor:light?period=5s").routeId("light").to("mock:out");
                from("direct:lamp").to("device:lamp");
                from("direct:dimmer").to("device:dimmer");
                from("device:bell").to("mock:bell");
                from("direct:hand").to("simulate:*");
            }
        };
    }

    @Test
    void aSensorIsReadAtOnceAndEveryPeriod() {
        bench.time.advance(Duration.ofSeconds(11));

        assertThat(out.getExchanges())
                .hasSize(3)
                .allSatisfy(exchange -> {
                    assertThat(exchange.getIn().getBody()).isEqualTo(143L);
                    assertThat(exchange.getIn().getHeader("CamelDeviceId")).isEqualTo("light");
                });
    }

    @Test
    void aStoppedRouteReadsNoMore() throws Exception {
        bench.time.advance(Duration.ofSeconds(1));
        context().getRouteController().stopRoute("light");
        out.reset();

        bench.time.advance(Duration.ofSeconds(60));

        assertThat(out.getExchanges()).isEmpty();
    }

    @Test
    void aSwitchTakesOnAndOffOnly() {
        template().sendBody("direct:lamp", "on".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(bench.devices.read("lamp")).isEqualTo(new DeviceValue.OnOff(true));

        for (Object bad : new Object[] {"Lamp", "", new byte[] {(byte) 0xff}, "ON", 7}) {
            assertThatThrownBy(() -> template().sendBody("direct:lamp", bad))
                    .cause()
                    .isInstanceOfAny(BadMessageException.class, DeviceException.class);
        }
        assertThat(bench.devices.read("lamp")).isEqualTo(new DeviceValue.OnOff(true));

        template().sendBody("direct:lamp", false);
        assertThat(bench.devices.read("lamp")).isEqualTo(new DeviceValue.OnOff(false));
    }

    @Test
    void aLevelTakesNumbersInItsRange() {
        template().sendBody("direct:dimmer", "37");
        assertThat(bench.devices.read("dimmer")).isEqualTo(new DeviceValue.Number(37));

        assertThatThrownBy(() -> template().sendBody("direct:dimmer", 101))
                .hasCauseInstanceOf(DeviceException.class);
        assertThat(bench.devices.read("dimmer")).isEqualTo(new DeviceValue.Number(37));
    }

    @Test
    void anInputsChangesReachTheRoute() throws Exception {
        MockEndpoint bell = getMockEndpoint("mock:bell");
        bell.expectedBodiesReceived("on", "off");

        template().sendBodyAndHeader("direct:hand", "on", "CamelDeviceId", "bell");
        template().sendBodyAndHeader("direct:hand", "off", "CamelDeviceId", "bell");

        bench.time.advance(Duration.ofMillis(1));

        MockEndpoint.assertIsSatisfied(context(), 5, TimeUnit.SECONDS);
    }

    @Test
    void anUnknownDeviceIsToldWithTheOnesThereAre() {
        assertThatThrownBy(() -> context().getEndpoint("device:lmap"))
                .hasStackTraceContaining("lmap")
                .hasStackTraceContaining("\"lamp\"");
    }

    @Test
    void aSensorCannotBeSetByARoute() {
        assertThatThrownBy(() -> context().getEndpoint("device:light").createProducer())
                .hasMessage("device \"light\" is a sensor and cannot be set");
    }
}
