package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.MqttProbe.Received;
import io.serai.acceptance.RunningGateway.RouteEdit;

import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The controller of the tank, before a pump that is a program of its own. As the pump's file says, that
/// file is gone then; and the pump's silence lasts 2 seconds here and not 30.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class TankIT {

    private static final String LEVEL = "tank/level";
    private static final String COMMAND = "pump/command";
    private static final String STATUS = "pump/status";
    private static final String AVAILABILITY = "pump/availability";

    @TempDir private static Path folder;
    private static House house;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        house =
                House.open(
                        broker,
                        folder,
                        new RouteEdit[] {
                            RouteEdit.remove("pump.camel.yaml"),
                            RouteEdit.replace(
                                    "tank.camel.yaml",
                                    "completionTimeout: 30000",
                                    "completionTimeout: 2000")
                        });
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    /// A tank that was filled: the pump is off.
    private static MqttProbe fullTank() {
        MqttProbe tank = house.probe().subscribe(COMMAND);
        level(tank, "10", "100");
        tank.awaitTexts(COMMAND, all -> !all.isEmpty() && all.getLast().equals("off"));
        tank.forget();
        return tank;
    }

    private static void level(MqttProbe tank, String... levels) {
        for (String level : levels) {
            tank.publish(LEVEL, level);
        }
    }

    @Test
    void pumpRunsFromBelow50UpTo100() {
        MqttProbe tank = fullTank();

        level(tank, "105", "99", "75", "50.1", "50");
        level(tank, "49");
        level(tank, "50", "60", "75", "99", "99.9");
        level(tank, "100");
        level(tank, "105", "99", "75", "50.1", "50");
        level(tank, "49.9");
        level(tank, "100.0");

        tank.await(COMMAND, 4);
        assertThat(tank.textsOn(COMMAND)).containsExactly("on", "off", "on", "off");
        assertThat(tank.on(COMMAND))
                .allSatisfy(each -> {
                    assertThat(each.qos()).as("on the %s broker", broker).isEqualTo(1);
                    assertThat(each.retained()).isFalse();
                });
    }

    @Test
    void levelThatIsNoNumberIsNoCommand() {
        MqttProbe tank = fullTank();

        for (Junk junk : Junk.values()) {
            tank.publish(LEVEL, junk.payload(), 1, false);
        }
        level(tank, "-Infinity", "inf", "fifty", "4O", "0x10", "10 %", "1,5", "{\"level\": 10}");
        level(tank, "49");

        tank.await(COMMAND, 1);
        assertThat(tank.textsOn(COMMAND)).containsExactly("on");
    }

    @Test
    void pumpThatDiesIsOfflineByItsWillAndComesBackOnline() {
        MqttProbe controller = house.probe();
        MqttProbe pump = pump();
        pump.publish(AVAILABILITY, "online", 1, true);
        controller.subscribe(AVAILABILITY);
        controller.awaitTexts(AVAILABILITY, all -> all.contains("online"));

        pump.drop();
        controller.awaitTexts(AVAILABILITY, all -> all.getLast().equals("offline"));
        MqttProbe again = pump();
        again.publish(AVAILABILITY, "online", 1, true);

        controller.awaitTexts(AVAILABILITY, all -> all.getLast().equals("online"));
    }

    @Test
    void silentPumpIsCalledOfflineOnce() {
        MqttProbe controller = house.probe();
        MqttProbe pump = pump();
        pump.publish(AVAILABILITY, "online", 1, true);
        controller.subscribe(AVAILABILITY);

        pump.publish(STATUS, "on", 1, true);
        pump.publish(STATUS, "off", 1, true);
        controller.awaitTexts(AVAILABILITY, all -> all.contains("offline"));

        assertThat(controller.textsOn(AVAILABILITY)).containsExactly("online", "offline");
        Received late = house.probe().subscribe(AVAILABILITY).await(AVAILABILITY, 1).getFirst();
        assertThat(late.text()).isEqualTo("offline");
        assertThat(late.retained()).isTrue();
        assertThat(pump.isConnected()).isTrue();
    }

    @Test
    void controllerRestartedInMidFillSwitchesNothingNeedlessly() {
        MqttProbe tank = fullTank();
        level(tank, "40", "60");
        tank.await(COMMAND, 1);

        house.gateway().stop();
        house.gateway().start();

        MqttProbe after = house.probe().subscribe(COMMAND);
        level(after, "75", "45", "99", "100");
        after.await(COMMAND, 1);
        assertThat(after.textsOn(COMMAND)).containsExactly("off");
    }

    private static MqttProbe pump() {
        var options = new MqttConnectOptions();
        options.setCleanSession(true);
        options.setWill(AVAILABILITY, "offline".getBytes(StandardCharsets.UTF_8), 1, true);
        return house.probe("pump-1", options);
    }
}
