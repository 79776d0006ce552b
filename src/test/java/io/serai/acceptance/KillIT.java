package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.testing.Machine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/// The gateway dies in the middle of traffic, again and again: what a device was told is taken was
/// processed. `-Dserai.kills=20` for more than a few.
@ResourceLock(value = Machine.PROCESSORS, mode = ResourceAccessMode.READ)
class KillIT {

    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final int KILLS = Integer.getInteger("serai.kills", 2);

    @TempDir private Path folder;
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private House house;

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @EnumSource(BrokerKind.class)
    void whatWasAcknowledgedIsProcessedAlsoWhenTheGatewayIsKilled(BrokerKind broker)
            throws Exception {
        // It shall start as usual however often it was killed.
        house =
                House.open(
                        broker,
                        folder,
                        new RouteEdit[] {NumberedRelay.file()},
                        "--deploy.safe-mode-after=0");
        var receiver = house.guest(new NumberedReceiver(house.mqttPort(), NumberedRelay.OUT));
        var sender = house.guest(new NumberedSender(house.mqttPort(), NumberedRelay.IN));
        sender.start(500);

        for (int i = 0; i < KILLS; i++) {
            sender.awaitMore(300 + random.nextInt(700));
            house.gateway().kill();
            house.gateway().start();
        }
        sender.awaitMore(300);
        sender.finish();

        receiver.await(sender.acknowledged());
        LOG.info(
                "{}, {} kills (seed {}): {} acknowledged, none lost, {} came again",
                broker,
                KILLS,
                seed,
                sender.acknowledged().size(),
                receiver.again().size());
        // What the device itself sent again comes unmarked: the broker cannot know it.
        Set<Integer> unmarked = new HashSet<>(receiver.againUnmarked());
        unmarked.removeAll(sender.sentAgain());
        assertThat(unmarked).as("came again unmarked, seed %d", seed).isEmpty();
        assertThat(house.gateway().health().count("flow.failures", "relay")).isZero();
    }
}
