package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;

/// The office lamp, with the gateway as the lamp.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class LampIT {

    private static final String LAMP = "home/office/lamp";
    private static final String STATE = "serai/devices/office-lamp/state";

    @TempDir private static Path folder;
    private static House house;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        house = House.open(broker, folder);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    @Test
    void onAndOffSwitchItWithAnyQos() {
        MqttProbe hand = house.probe().subscribe(STATE);

        for (int qos = 0; qos <= 2; qos++) {
            hand.forget();
            hand.publish(LAMP, "on", qos, false);
            hand.awaitTexts(STATE, all -> all.contains("on"));
            hand.publish(LAMP, "off", qos, false);
            hand.awaitTexts(STATE, all -> all.getLast().equals("off"));
        }
    }

    @Test
    void commandLineToolSwitchesIt() {
        MqttProbe panel = house.probe().subscribe(STATE);

        house.mosquittoPub("-t", LAMP, "-m", "on");
        panel.awaitTexts(STATE, all -> all.contains("on"));
        house.mosquittoPub("-t", LAMP, "-m", "off");

        panel.awaitTexts(STATE, all -> all.getLast().equals("off"));
    }

    @Test
    void otherWordsAndOtherTopicsDoNotSwitchIt() {
        MqttProbe hand = house.probe().subscribe(STATE);
        hand.publish(LAMP, "on");
        hand.awaitTexts(STATE, all -> all.contains("on"));
        hand.forget();

        for (String topic :
                List.of("home/office/Lamp", LAMP + "/x", LAMP + "/", "/" + LAMP, "home/office")) {
            hand.publish(topic, "off");
        }
        for (String word :
                List.of("OFF", "Off", " off", "off\n", "of", "toggle", "false", "\"off\"", "-1")) {
            hand.publish(LAMP, word);
        }
        for (Junk junk : Junk.values()) {
            hand.publish(LAMP, junk.payload(), 1, false);
        }
        hand.publish(LAMP, "on");
        hand.publish(LAMP, "off");

        hand.awaitTexts(STATE, all -> all.contains("off"));
        // The lamp takes one message after the other: had one of the others switched it off, the
        // second "on" would show.
        assertThat(hand.textsOn(STATE)).as("on the %s broker", broker).containsExactly("off");
    }
}
