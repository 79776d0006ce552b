package io.serai.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `docker/compose.yaml` must keep true whatever is added to it.
class ComposeFileTest {

    private static final Path FOLDER = Path.of("docker");

    private final Map<String, Object> file = read();
    private final Map<String, Object> services = map(file.get("services"));

    @Test
    void everyPortIsPublishedOnThisMachineOnly() {
        List<String> ports = new ArrayList<>();
        services.keySet().forEach(name -> ports.addAll(list(service(name).get("ports"))));

        assertThat(ports).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void gatewayAloneNeedsNoProfile() {
        assertThat(service("serai")).doesNotContainKey("profiles");
        assertThat(services.keySet())
                .filteredOn(name -> !service(name).containsKey("profiles"))
                .containsExactly("serai");
    }

    @Test
    void gatewayBesideMosquittoHasNoBrokerOfItsOwn() {
        assertThat(list(service("serai-mosquitto").get("profiles"))).containsExactly("mosquitto");
        assertThat(map(service("serai-mosquitto").get("environment")))
                .containsEntry("SERAI_BROKER_ENABLED", "false")
                .containsEntry("SERAI_MQTT_URL", "tcp://mosquitto:1883");
        assertThat(services).containsKey("mosquitto");
    }

    @Test
    void bothGatewaysKeepTheSameData() {
        assertThat(list(service("serai").get("volumes")))
                .contains("data:/opt/serai/data")
                .isEqualTo(list(service("serai-mosquitto").get("volumes")));
    }

    @Test
    void everyMountedFileExistsAndEveryVolumeIsDeclared() {
        for (String name : services.keySet()) {
            for (String volume : list(service(name).get("volumes"))) {
                String source = volume.substring(0, volume.indexOf(':'));
                if (source.startsWith(".")) {
                    assertThat(FOLDER.resolve(source)).as(volume).exists();
                } else {
                    assertThat(map(file.get("volumes"))).containsKey(source);
                }
            }
        }
    }

    @Test
    void everyServiceComesBackByItselfAndHasTimeToStop() {
        for (String name : services.keySet()) {
            assertThat(service(name))
                    .as(name)
                    .containsEntry("restart", "unless-stopped")
                    .containsEntry("stop_grace_period", "10s");
        }
    }

    private Map<String, Object> service(String name) {
        return map(services.get(name));
    }

    private static Map<String, Object> read() {
        try {
            return map(
                    new Load(LoadSettings.builder().build())
                            .loadFromString(Files.readString(FOLDER.resolve("compose.yaml"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A mapping, with `<<` merged in as Docker does and YAML 1.2 no longer says.
    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        var merged = new LinkedHashMap<String, Object>();
        if (node == null) {
            return merged;
        }
        var own = new LinkedHashMap<>((Map<String, Object>) node);
        merged.putAll(map(own.remove("<<")));
        merged.putAll(own);
        return merged;
    }

    private static List<String> list(Object node) {
        return node == null ? List.of() : ((List<?>) node).stream().map(String::valueOf).toList();
    }
}
