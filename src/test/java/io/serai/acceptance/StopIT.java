package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// How the gateway ends, asked or not, and what is there when it comes back.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class StopIT {

    @TempDir private static Path folder;
    private static House house;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        house = House.open(broker, folder, new RouteEdit[] {RouteEdit.shipped("Led.java")});
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
    }

    @AfterEach
    void leave() {
        house.leave();
        house.gateway().startUnlessRunning();
    }

    @Test
    void sigtermUnderLoadEndsItInOrderWithin10Seconds() throws Exception {
        var stopping = new AtomicBoolean();
        var published = new AtomicInteger();
        List<Thread> load = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            MqttProbe device = house.probe();
            String topic = "load" + i + "/telemetry";
            load.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!stopping.get()) {
                                    try {
                                        device.publish(topic, "{\"light\": 1}");
                                        published.incrementAndGet();
                                    } catch (AssertionError e) {
                                        return; // the broker inside has gone
                                    }
                                }
                            }));
        }
        Waiting.until(() -> "load: " + published, () -> published.get() > 1000);

        Duration duration = house.gateway().stop();
        stopping.set(true);

        assertThat(duration).as("on the %s broker", broker).isLessThan(Duration.ofSeconds(10));
        assertThat(house.gateway().exitCode()).isIn(0, 143);
        assertThat(house.gateway().log()).contains("Stopped in").doesNotContain(" ERROR ");
        for (Thread each : load) {
            assertThat(each.join(Duration.ofSeconds(15))).isTrue();
        }
    }

    @Test
    void retainedLevelAndThresholdStateSurviveKill() {
        MqttProbe before = house.probe().subscribe("pump/command", "serai/devices/led/state");
        before.publish("led", "{\"level\": 43}", 2, true);
        before.awaitTexts("serai/devices/led/state", all -> all.contains("43"));
        before.publish("serai/devices/led/state", "from before", 1, true);
        before.publish("tank/level", "100", 0, false); // never again after the kill
        before.publish("tank/level", "40");
        before.awaitTexts("pump/command", all -> !all.isEmpty() && all.getLast().equals("on"));

        house.gateway().kill();
        house.gateway().start();

        MqttProbe after = house.probe().subscribe("pump/command", "serai/devices/led/state");
        after.awaitTexts(
                "serai/devices/led/state", all -> !all.isEmpty() && all.getLast().equals("43"));
        // Between the limits nothing changes: not when the state "filling" came back.
        for (String level : List.of("75", "40", "100")) {
            after.publish("tank/level", level);
        }
        after.await("pump/command", 1);
        assertThat(after.textsOn("pump/command")).containsExactly("off");
    }
}
