package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.testing.Machine;
import io.serai.testing.Mosquitto;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// One flow of very many is edited, and no other notices.
@ResourceLock(value = Machine.PROCESSORS, mode = ResourceAccessMode.READ)
class ManyFlowsIT {

    private static final Logger LOG = LoggerFactory.getLogger(ManyFlowsIT.class);
    private static final int FLOWS = 200;
    private static final String EDITED = "many-077";

    @TempDir private Path folder;

    private static Map<String, String> runs(VersionProbe versions, List<String> names) {
        Map<String, String> runs = new HashMap<>();
        for (String name : names) {
            runs.put(name, versions.ask(name).run());
        }
        return runs;
    }

    @Test
    void editedOneOf200IsThereAtOnceAndTheOthersAreNotTouched() throws Exception {
        List<String> names = IntStream.range(0, FLOWS).mapToObj("many-%03d"::formatted).toList();
        RouteEdit[] edits =
                names.stream()
                        .map(name ->
                                RouteEdit.add(name + ".camel.yaml", VersionProbe.flow(name, "one")))
                        .toArray(RouteEdit[]::new);
        Path brokerFolder = Files.createDirectory(folder.resolve("broker"));
        try (var mosquitto = Mosquitto.started(brokerFolder, "log_type all");
                var gateway =
                        RunningGateway.start(
                                folder.resolve("gateway"),
                                edits,
                                "--broker.enabled=false",
                                "--mqtt.url=" + mosquitto.url());
                var client = MqttProbe.connect(mosquitto.port(), "versions")) {
            var versions = new VersionProbe(client);
            Map<String, String> before = runs(versions, names);
            Path log = brokerFolder.resolve("mosquitto.log");
            int talk = Files.readString(log).length();
            int said = gateway.log().length();

            Files.writeString(
                    gateway.routes().resolve(EDITED + ".camel.yaml"),
                    VersionProbe.flow(EDITED, "two"));
            Duration took = versions.awaitWord(EDITED, "two", System.nanoTime());

            LOG.info("{} flows, one edited: runs after {} ms", FLOWS, took.toMillis());
            assertThat(took).isLessThan(Duration.ofSeconds(3));
            versions.assertAllAnsweredOnceInOrder(EDITED);
            Map<String, String> after = runs(versions, names);
            assertThat(after.remove(EDITED)).isNotEqualTo(before.remove(EDITED));
            assertThat(after).isEqualTo(before);
            assertThat(gateway.log().substring(said).lines())
                    .singleElement()
                    .asString()
                    .contains(EDITED + ": 1 route replaced");
            assertThat(Files.readString(log).substring(talk))
                    .contains("PUBLISH")
                    .doesNotContain("SUBSCRIBE", "CONNECT", "DISCONNECT");
        }
    }
}
