package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.Machine;
import io.serai.testing.Mosquitto;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// The disk fills up while the outbox needs it.
@ResourceLock(value = Machine.PROCESSORS, mode = ResourceAccessMode.READ)
class FullDiskIT {

    private static final int MEGABYTES = 16;

    /// Publishes 1, 2, 3, ... whether there is a broker or not, each with something to fill a disk.
    private static final String TICKS =
            """
            - route:
                id: ticks
                from:
                  uri: timer:ticks
                  parameters:
                    period: 20
                    delay: 0
                    includeMetadata: true
                  steps:
                    - setBody:
                        simple: ${header.CamelTimerCounter} ${exchangeId} false %s
                    - to:
                        uri: paho:ticks/out
                        parameters:
                          qos: 1
            """
                    .formatted("x".repeat(2000));

    @TempDir private Path folder;

    @Test
    void gatewayGoesOnSaysWhatItCannotKeepAndKeepsAgainWhenThereIsRoom() throws Exception {
        try (var broker = Mosquitto.started(folder);
                var receiver = new NumberedReceiver(broker.port(), "ticks/out");
                var gateway =
                        RunningGateway.startOnSmallDisk(
                                folder,
                                MEGABYTES,
                                new RunningGateway.RouteEdit[] {
                                    RunningGateway.RouteEdit.add("ticks.camel.yaml", TICKS)
                                },
                                "--broker.enabled=false",
                                "--mqtt.url=" + broker.url())) {
            receiver.await(List.of(10));
            broker.stop();
            awaitCount(gateway, "mqtt.outbox-kept", broker.url(), 20);

            Path filler = gateway.dataInside().resolve("filler");
            fill(filler);
            awaitCount(gateway, "mqtt.outbox-failed", broker.url(), 20);
            assertThat(gateway.log())
                    .contains("the outbox cannot take this message")
                    .contains("free space on the disk");

            Files.delete(filler);
            long keptBefore = gateway.health().count("mqtt.outbox-kept", broker.url());
            awaitCount(gateway, "mqtt.outbox-kept", broker.url(), keptBefore + 20);
            long failures = gateway.health().count("flow.failures", "ticks");
            broker.start();
            Waiting.until(() -> "all well: " + gateway.health(), () -> gateway.health().isReady());
            Waiting.until(
                    () -> "an empty outbox: " + gateway.log(),
                    () -> gateway.log().contains("the outbox is empty"));

            List<Integer> came = receiver.inOrder();
            assertThat(came).isSorted();
            // Some of which it was told that they cannot be kept were on their way, and came.
            assertThat(IntStream.rangeClosed(1, came.getLast()).filter(i -> !came.contains(i)))
                    .hasSizeLessThanOrEqualTo(Math.toIntExact(failures));
            assertThat(gateway.health().count("flow.failures", "ticks")).isEqualTo(failures);
        }
    }

    private static void awaitCount(
            RunningGateway gateway, String name, String subject, long enough) {
        Waiting.until(
                () -> name + ": " + gateway.health().body() + gateway.log(),
                () -> gateway.health().count(name, subject) >= enough);
    }

    /// Writes until there is no room left.
    private static void fill(Path filler) throws IOException {
        var block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            assertThatThrownBy(
                            () -> {
                                for (int written = 0;
                                        written <= MEGABYTES << 20;
                                        written += block.length) {
                                    out.write(block);
                                }
                            })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
        }
    }
}
