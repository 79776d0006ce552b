package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// The book's LED behind the slider, with the gateway as the LED.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class LedIT {

    private static final String STATE = "serai/devices/led/state";

    @TempDir private static Path folder;
    private static House house;

    @Parameter private BrokerKind broker;
    private MqttProbe page;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        house = House.open(broker, folder, new RouteEdit[] {RouteEdit.shipped("Led.java")});
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
    }

    /// Every test begins at 55 %.
    @BeforeEach
    void enter() {
        page = house.probe().subscribe(STATE);
        slide("{\"level\": 56}");
        slide("{\"level\": 55}");
        // What is retained may be 55 already; it counts when it was 56 in between.
        page.awaitTexts(STATE, all -> all.contains("56") && all.getLast().equals("55"));
        page.forget();
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    private void slide(String payload) {
        page.publish("led", payload, 2, true);
    }

    /// What the LED shows after each of `payloads`, which all differ from what was before.
    private List<String> shown(int count, String... payloads) {
        for (String payload : payloads) {
            slide(payload);
        }
        page.await(STATE, count);
        return page.textsOn(STATE);
    }

    @Test
    void levelsOfThePageTheBookAndTheCommandLineAreFollowed() {
        assertThat(
                        shown(
                                5,
                                "{\"level\":\"100\"}",
                                "{\"level\":\"37\"}",
                                "{ \"level\": 50 }",
                                "{\"level\": 0}",
                                "{\"level\": 12, \"gpio\": 21}"))
                .containsExactly("100", "37", "50", "0", "12");
    }

    @Test
    void levelsBeyondTheBoundsAreCut() {
        assertThat(
                        shown(
                                4,
                                "{\"level\": 150}",
                                "{\"level\": -5}",
                                "{\"level\": \"250\"}",
                                "{\"level\": 33.7}"))
                .containsExactly("100", "0", "100", "33");
    }

    @Test
    void unknownWordsSwitchItOff() {
        assertThat(
                        shown(
                                6,
                                "{\"level\": \"bright\"}",
                                "{\"level\": 1}",
                                "{\"level\": \"-5\"}",
                                "{\"level\": 2}",
                                "{\"level\": \"12.5\"}",
                                "{\"level\": 3}"))
                .containsExactly("0", "1", "0", "2", "0", "3");
    }

    @Test
    void junkAndMissingLevelLeaveItAsItIs() {
        for (Junk junk : Junk.values()) {
            page.publish("led", junk.payload(), 2, false);
        }
        for (String wrong :
                List.of(
                        "{}",
                        "{\"lvl\": 1}",
                        "9",
                        "\"9\"",
                        "{\"level\": null}",
                        "{\"level\": {\"v\": 1}}",
                        "{\"level\": [1]}")) {
            page.publish("led", wrong, 2, false);
        }

        assertThat(shown(1, "{\"level\": 77}")).containsExactly("77");
        assertThat(house.gateway().isAlive()).isTrue();
    }

    @Test
    void clearedLevelLeavesItAsItIs() {
        page.publish("led", "", 2, true);

        assertThat(shown(1, "{\"level\": 78}")).containsExactly("78");
    }

    @Test
    void levelComesBackAfterARestart() {
        slide("{\"level\": 42}");
        page.awaitTexts(STATE, all -> all.contains("42"));
        page.publish(STATE, "from before", 1, true);
        house.gateway().stop();

        house.gateway().start();

        MqttProbe after = house.probe().subscribe(STATE);
        after.awaitTexts(STATE, all -> !all.isEmpty() && all.getLast().equals("42"));
    }

    @Test
    void everyLevelSentWhileTheGatewayIsAwayIsHandledInOrder() throws Exception {
        List<String> levels = IntStream.rangeClosed(21, 40).mapToObj(Integer::toString).toList();
        MqttProbe slider = house.patientProbe();
        house.gateway().stop();

        for (String level : levels) {
            slider.begin("led", "{\"level\": " + level + "}", 2, true);
        }
        CompletableFuture<Void> starting = CompletableFuture.runAsync(house.gateway()::start);
        MqttProbe watcher = house.firstProbe().subscribe(STATE);
        List<String> shown =
                watcher.awaitTexts(STATE, all -> !all.isEmpty() && all.getLast().equals("40"));
        starting.get(60, TimeUnit.SECONDS);

        assertThat(shown).as("on the %s broker", broker).containsSubsequence(levels);
    }

    @Test
    void sixtyStepsOfAFastSliderAllArrive() throws Exception {
        var step = new AtomicInteger();
        try (ScheduledExecutorService hand = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> sliding =
                    hand.scheduleAtFixedRate(
                            () -> {
                                int now = step.getAndIncrement();
                                if (now < 60) {
                                    page.begin(
                                            "led",
                                            "{\"level\":\"" + (now + 1) % 60 + "\"}",
                                            2,
                                            true);
                                }
                            },
                            0,
                            8,
                            TimeUnit.MILLISECONDS);
            page.await(STATE, 60);
            sliding.cancel(false);
        }

        assertThat(page.textsOn(STATE))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 60).mapToObj(i -> "" + i % 60).toList());
        MqttProbe newcomer = house.probe().subscribe("led");
        assertThat(newcomer.await("led", 1).getFirst().text()).isEqualTo("{\"level\":\"0\"}");
    }
}
