package io.serai.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.app.gateway.Hardware;
import io.serai.deploy.DeployConfig;
import io.serai.deploy.Deployer;
import io.serai.deploy.apply.DeployServices;
import io.serai.device.DeviceConfig;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.device.spi.DeviceValue;
import io.serai.flow.DryFlows;
import io.serai.flow.Problem;
import io.serai.flowtest.run.FlowTestSettings;
import io.serai.link.Links;
import io.serai.link.settings.LinkConfig;
import io.serai.node.Palette;
import io.serai.node.input.InputConfig;
import io.serai.node.input.MqttInputs;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.runtime.FlowFactory;
import io.serai.store.MemoryFlowVersions;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// Devices and flows that are deployed together: no hardware is touched for what is refused.
class DevicesDeployTest {

    private static final String DEVICES =
            """
            devices:
              - {id: relay, kind: level}
              - {id: lamp, kind: switch}
            """;

    private static final String FLOW =
            """
            - route:
                id: a
                from:
                  uri: direct:a
                  steps:
                    - setBody: {constant: "%s"}
                    - to: device:%s
            """;

    private static final String RED =
            """
            - test: sets it
              steps:
                - send: {endpoint: "direct:a"}
                - expect: {device: lamp, is: "on"}
            """;

    @TempDir private Path folder;
    private final SystemTimekeeper time = new SystemTimekeeper();
    private final MemoryStore store = new MemoryStore();
    private final Counters counters = new Counters();
    private final Health health = new Health();
    private Hardware hardware;
    private Links links;
    private Deployer deployer;

    @BeforeEach
    void open() throws IOException {
        write("devices.yaml", DEVICES);
        write("a.camel.yaml", FLOW.formatted("on", "lamp"));
        var config =
                new DeviceConfig(
                        DeviceConfig.Provider.SIMULATED, URI.create("http://127.0.0.1:5000"));
        hardware = Hardware.of(folder, config, DryFlows.NONE, store, time, health, counters);
        hardware.devices().start();
        var messages = new MemoryMessages(time);
        links = new Links(LinkConfig.DEFAULT, time, store, messages, messages, health, counters);
        links.connectTo("tcp://127.0.0.1:1", Long.MAX_VALUE); // never started, so never called
        var inputs =
                new MqttInputs(messages, messages, InputConfig.DEFAULT, time, counters, health);
        var palette = new Palette(links, inputs, hardware.devices(), store, time, counters);
        var log = new FlowLog(time);
        deployer =
                new Deployer(
                        folder,
                        DeployConfig.DEFAULT,
                        new DeployServices(
                                new FlowFactory(palette, Map.of(), time, counters, log),
                                hardware,
                                new MemoryFlowVersions(),
                                store,
                                time,
                                health,
                                log,
                                new FlowTestSettings(
                                        () -> List.of(new SimulatedDriver(time, ZoneOffset.UTC)),
                                        Map.of(),
                                        InputConfig.DEFAULT)));
        assertThat(deployer.deployAll()).isEmpty();
        hardware.devices().write("relay", new DeviceValue.Number(70));
        hardware.devices().write("lamp", DeviceValue.ON);
    }

    @AfterEach
    void close() {
        deployer.close();
        links.close();
        hardware.devices().close();
        time.close();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void assertNothingWasSwitched() {
        assertThat(hardware.devices().lastValue("relay")).contains(new DeviceValue.Number(70));
        assertThat(hardware.devices().lastValue("lamp")).contains(DeviceValue.ON);
        assertThat(hardware.devices().find("lamp").orElseThrow().kind().isOutput()).isTrue();
    }

    @Test
    void aDeployThatIsRefusedTouchesNoHardware() {
        long opened = health.parts().size();

        List<Problem> problems =
                deployer.deployTogether(
                        Map.of(
                                "devices.yaml",
                                DEVICES.replace("kind: level", "kind: switch")
                                        + "  - {id: bulb, kind: switch}\n",
                                "a.camel.yaml",
                                FLOW.formatted("on", "bulb"),
                                "a.test.yaml",
                                RED),
                        "me");

        assertThat(problems).extracting(Problem::text).anyMatch(each -> each.contains("fails"));
        assertNothingWasSwitched();
        assertThat(hardware.devices().find("bulb")).isEmpty();
        assertThat(health.parts()).hasSize((int) opened);
        assertThat(hardware.text()).isEqualTo(DEVICES);
    }

    @Test
    void devicesAndTheFlowsThatUseThemComeTogether() throws Exception {
        assertThat(
                        deployer.deployTogether(
                                Map.of(
                                        "devices.yaml",
                                        DEVICES + "  - {id: bulb, kind: switch}\n",
                                        "a.camel.yaml",
                                        FLOW.formatted("on", "bulb")),
                                "me"))
                .isEmpty();
        assertThat(hardware.devices().find("bulb")).isPresent();
        assertNothingWasSwitched();

        // And by hand.
        write("devices.yaml", DEVICES + "  - {id: bell, kind: switch}\n");
        write("a.camel.yaml", FLOW.formatted("on", "bell"));
        deployer.watch();
        assertThat(hardware.devices().find("bell")).isPresent();
        assertThat(deployer.flows().getFirst().problems()).isEmpty();
        assertNothingWasSwitched();
    }

    @Test
    void outputsAreSetAgainToWhatTheyWereWhenAFlowCannotStartAfterAll() {
        String stubborn =
                """
                import org.apache.camel.*;
                import org.apache.camel.builder.RouteBuilder;
                import org.apache.camel.support.*;

                public class Stubborn extends RouteBuilder {
                    public void configure() {
                        getContext().addComponent("stubborn", new DefaultComponent() {
                            protected Endpoint createEndpoint(
                                    String uri, String rest, java.util.Map<String, Object> options) {
                                return new DefaultEndpoint(uri, this) {
                                    public Producer createProducer() { return null; }
                                    public Consumer createConsumer(Processor processor) {
                                        return new DefaultConsumer(this, processor) {
                                            protected void doStart() {
                                                throw new IllegalStateException("will not");
                                            }
                                        };
                                    }
                                };
                            }
                        });
                        from("stubborn:door").routeId("stubborn").to("device:relay");
                    }
                }
                """;

        List<Problem> problems =
                deployer.deployTogether(
                        Map.of(
                                "devices.yaml",
                                DEVICES.replace("kind: switch}", "kind: switch, driver: simulated}")
                                        .replace("kind: level", "kind: switch"),
                                "Stubborn.java",
                                stubborn),
                        "me");

        assertThat(problems).singleElement().asString().contains("will not");
        assertNothingWasSwitched();
        assertThat(folder.resolve("Stubborn.java")).doesNotExist();
        assertThat(deployer.flows()).hasSize(1);
    }
}
