package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.testing.Machine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/// The gateway dies while it deploys an edit, at a random instant: each flow then runs in one version, whole.
/// `-Dserai.kills=20` for more than a few.
@ResourceLock(value = Machine.PROCESSORS, mode = ResourceAccessMode.READ)
class DeployKillIT {

    private static final Logger LOG = LoggerFactory.getLogger(DeployKillIT.class);
    private static final int KILLS = Integer.getInteger("serai.kills", 3);
    private static final int LATEST_MS = 400;

    @TempDir private Path folder;
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private House house;

    @AfterEach
    void close() {
        house.close();
    }

    /// Two routes of one flow, which say the same word.
    private static String pair(String word) {
        return VersionProbe.flow("pair-a", word) + VersionProbe.flow("pair-b", word);
    }

    private static String broken(String text) {
        return text
                + "- route:\n    from:\n      uri: no-such-component:x\n      steps:\n        - log: x\n";
    }

    private void save(Editor editor, String name, String text) throws IOException {
        editor.save(house.gateway().routes().resolve(name + ".camel.yaml"), text);
    }

    @Test
    void afterAKillInADeployEachFlowRunsInOneVersionWhole() throws Exception {
        house =
                House.open(
                        BrokerKind.EMBEDDED,
                        folder,
                        new RouteEdit[] {
                            RouteEdit.add("pair.camel.yaml", pair("w0")),
                            RouteEdit.add("single.camel.yaml", VersionProbe.flow("single", "w0")),
                            RouteEdit.add("other.camel.yaml", VersionProbe.flow("other", "other"))
                        });
        String good = "w0";

        for (int i = 1; i <= KILLS; i++) {
            String word = "w" + i;
            boolean breaks = random.nextInt(3) == 0;
            Editor editor = random.nextBoolean() ? Editor.RENAME : Editor.TRUNCATE;
            int delay = random.nextInt(LATEST_MS);
            save(editor, "pair", breaks ? broken(pair(word)) : pair(word));
            save(editor, "single", VersionProbe.flow("single", word));
            new VersionProbe(house.probe()).keepAsking("other", Duration.ofMillis(delay));
            house.gateway().kill();
            house.leave();
            house.gateway().start();

            var versions = new VersionProbe(house.probe());
            String pair = versions.ask("pair-a").word();
            String round =
                    "round %d of seed %d, killed %d ms after %s by %s"
                            .formatted(i, seed, delay, breaks ? "a broken save" : "a save", editor);
            LOG.info("{}: the flow says {}", round, pair);
            assertThat(versions.ask("pair-b").word()).as(round).isEqualTo(pair);
            assertThat(pair).as(round).isEqualTo(breaks ? good : word);
            assertThat(versions.ask("single").word()).as(round).isEqualTo(word);
            assertThat(versions.ask("other").word()).as(round).isEqualTo("other");
            assertThat(house.gateway().health().detail("flow pair"))
                    .as(round)
                    .satisfies(detail -> {
                        if (breaks) {
                            assertThat(detail).contains("not deployed", "no-such-component");
                        } else {
                            assertThat(detail).isEqualTo("running");
                        }
                    });
            good = pair;
        }
    }
}
