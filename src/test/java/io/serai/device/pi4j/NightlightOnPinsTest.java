package io.serai.device.pi4j;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.i2c.I2C;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInputProvider;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProvider;
import com.pi4j.plugin.mock.provider.i2c.MockI2CProvider;
import com.pi4j.plugin.mock.provider.pwm.MockPwmProvider;

import io.serai.broker.Broker;
import io.serai.broker.config.BrokerConfig;
import io.serai.device.House;
import io.serai.device.counterfit.CounterFitDriver;
import io.serai.link.Links;
import io.serai.link.settings.LinkConfig;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.node.Palette;
import io.serai.node.input.InputConfig;
import io.serai.node.input.MqttInputs;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.runtime.FlowFactory;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.testing.Sources;
import io.serai.time.SystemTimekeeper;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

/// The shipped nightlight with the shipped devices on a Raspberry Pi's I2C bus and pins, which are
/// Pi4J's mocks: the wire is the one of the virtual hardware.
@ResourceLock("pi4j") // one context per JVM
class NightlightOnPinsTest {

    @TempDir private Path root;
    @TempDir private Path folder;

    @Test
    void theShippedFlowTellsTheAdcAndSwitchesThePin() throws Exception {
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/gpiochip0"));
        Files.createFile(root.resolve("dev/i2c-1"));
        Context mocks =
                Pi4J.newContextBuilder()
                        .noAutoDetect()
                        .add(
                                MockDigitalInputProvider.newInstance(),
                                MockDigitalOutputProvider.newInstance(),
                                MockPwmProvider.newInstance(),
                                MockI2CProvider.newInstance())
                        .build();
        String devices = Files.readString(Path.of("routes/devices.yaml"));
        var heard = new LinkedBlockingQueue<String>();
        try (var time = new SystemTimekeeper();
                House house =
                        House.with(
                                folder,
                                devices,
                                "pi4j",
                                clock -> new Pi4jDriver(clock, new DeviceFiles(root), () -> mocks),
                                clock -> new CounterFitDriver(House.config(), clock),
                                House::simulatedDriver);
                var broker = new Broker(anyPorts(), folder, time, house.health, new Counters())) {
            broker.start();
            try (var links =
                    new Links(
                            LinkConfig.DEFAULT,
                            time,
                            new MemoryStore(),
                            new MemoryMessages(time),
                            new MemoryMessages(time),
                            house.health,
                            house.counters)) {
                links.connectTo("tcp://127.0.0.1:" + broker.port(), Long.MAX_VALUE);
                links.start();
                var link = links.link(ConnectionSpec.SHARED);
                link.subscribe(
                        TopicFilter.parse("home/telemetry"),
                        Qos.AT_MOST_ONCE,
                        delivery -> {
                            heard.add(
                                    new String(
                                            delivery.message().payload(), StandardCharsets.UTF_8));
                            delivery.acknowledge();
                        });
                assertThat(links.awaitConnected(Duration.ofSeconds(10))).isTrue();
                var messages = new MemoryMessages(house.time);
                var inputs =
                        new MqttInputs(
                                messages,
                                messages,
                                InputConfig.DEFAULT,
                                house.time,
                                house.counters,
                                new Health());
                var palette =
                        new Palette(
                                links,
                                inputs,
                                house.devices,
                                new MemoryStore(),
                                house.time,
                                house.counters);
                var factory =
                        new FlowFactory(
                                palette,
                                Map.of("data.dir", "."),
                                house.time,
                                house.counters,
                                new FlowLog(house.time));
                try (var flow =
                        factory.build(Sources.of(Path.of("routes/nightlight.camel.yaml")))) {
                    flow.start();
                    I2C hat = mocks.registry().get("nightlight-light");
                    DigitalOutput led = mocks.registry().get("nightlight-led");

                    // Each period is a reading; the first may be gone before all are subscribed.
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(20))
                            .until(() -> {
                                hat.writeRegister(0x30, new byte[] {(byte) 143, 0});
                                house.time.advance(Duration.ofSeconds(5));
                                return led.state() == DigitalState.HIGH;
                            });
                    assertThat(heard).isNotEmpty().containsOnly("{\"light\": 143}");
                    // Answers to the readings before may still be on their way.
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(20))
                            .until(() -> {
                                link.publish(off()).toCompletableFuture().get(5, SECONDS);
                                return led.state() == DigitalState.LOW;
                            });
                }
            }
        }
    }

    private static MqttMessage off() {
        return MqttMessage.of(
                "home/commands",
                "{\"led_on\": false}".getBytes(StandardCharsets.UTF_8),
                Qos.AT_LEAST_ONCE,
                false);
    }

    private static BrokerConfig anyPorts() {
        return new BrokerConfig(
                true, "127.0.0.1", 0, 0, BrokerConfig.Persistence.MEMORY, 262_144, 100, 1000, 1);
    }
}
