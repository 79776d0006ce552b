package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A flow takes the whole gateway down, again and again.
class SafeModeIT {

    @TempDir private Path folder;
    private House house;

    @AfterEach
    void close() {
        house.close();
    }

    /// A flow that ends the process soon after its start, in the way that a file says; at peace without one.
    private String bomb() {
        return """
        import org.apache.camel.builder.RouteBuilder;

        import java.nio.file.Files;
        import java.nio.file.Path;

        public class Bomb extends RouteBuilder {
            @Override
            public void configure() throws Exception {
                explode("configure");
                from("timer:bomb?delay=500&repeatCount=1").routeId("bomb").process(exchange -> explode("route"));
            }

            private static void explode(String place) throws Exception {
                Path fuse = Path.of("%s");
                String how = Files.exists(fuse) ? Files.readString(fuse) : "";
                if (how.equals("halt in " + place)) {
                    Runtime.getRuntime().halt(1);
                }
                if (how.equals("exit in " + place)) {
                    System.exit(0);
                }
            }
        }
        """
                .formatted(fuse());
    }

    private Path fuse() {
        return folder.resolve("fuse");
    }

    private void open(BrokerKind broker, String... settings) {
        house =
                House.open(
                        broker,
                        folder,
                        new RouteEdit[] {
                            RouteEdit.add("other.camel.yaml", VersionProbe.flow("other", "other"))
                        },
                        settings);
        house.gateway().edit(RouteEdit.add("Bomb.java", bomb()));
        Waiting.until(
                () -> "the bomb to run: " + house.gateway().log(),
                () -> house.gateway().log().contains("bomb: 1 route started"));
        house.leave();
        house.gateway().stop(); // as it was asked to: that is no crash
        assertThat(house.gateway().log()).doesNotContain("System.exit");
    }

    private void endsBy(String how) throws IOException {
        Files.writeString(fuse(), how);
        house.gateway().startAndAwaitEnd();
        assertThat(house.gateway().log()).doesNotContain("afe mode");
        assertThat(house.gateway().logged("System.exit")).isEqualTo(how.contains("exit") ? 1 : 0);
    }

    private void assertSafeModeThatSuspectsTheBomb(int crashes) {
        RunningGateway gateway = house.gateway();
        assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(gateway.health().isReady()).isFalse();
        assertThat(gateway.health().detail("safe mode")).contains(crashes + " times", "bomb");
        assertThat(gateway.log()).contains("safe mode", "flow bomb");
        assertThat(new VersionProbe(house.probe()).isAnswering("other")).isFalse();
    }

    @Test
    void flowThatEndsTheGatewayThreeTimesIsNamedAndNothingIsStartedUntilItIsMended()
            throws Exception {
        open(BrokerKind.MOSQUITTO);
        endsBy("halt in route");
        endsBy("exit in route");
        endsBy("halt in route");

        house.gateway().start();

        assertSafeModeThatSuspectsTheBomb(3);
        house.leave();
        house.gateway().stop();
        Files.delete(house.gateway().routes().resolve("Bomb.java"));

        house.gateway().start();

        assertThat(house.gateway().health().partsDown()).isEmpty();
        assertThat(new VersionProbe(house.probe()).ask("other").word()).isEqualTo("other");
    }

    @Test
    void flowThatEndsTheGatewayWhileItIsBuiltIsNamed() throws Exception {
        open(BrokerKind.EMBEDDED, "--deploy.safe-mode-after=2");
        endsBy("halt in configure");
        endsBy("exit in configure");

        house.gateway().start();

        assertSafeModeThatSuspectsTheBomb(2);
        Files.delete(house.gateway().routes().resolve("Bomb.java"));
        house.leave();
        house.gateway().kill();
        house.gateway().start();
        assertThat(new VersionProbe(house.probe()).ask("other").word())
                .as("other files were there than when it crashed")
                .isEqualTo("other");
    }
}
