package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a threshold keeps, seen and cleared by the owner at a terminal.
class StateIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String FILE = "fill.camel.yaml";

    /// Says whether it is on when that changes.
    private static final RouteEdit FLOW =
            RouteEdit.add(
                    FILE,
                    """
                    - route:
                        id: fill
                        from:
                          uri: paho:fill/+
                          parameters: {qos: 1}
                          steps:
                            - to: threshold:low?below=50&until=100&emit=change
                            - setBody: {simple: "${header.CamelMqttTopic} ${header.CamelThresholdOn}"}
                            - to: paho:said?qos=1
                    """);

    @TempDir private Path folder;
    private House house;
    private MqttProbe probe;

    @BeforeEach
    void open() {
        house = House.open(BrokerKind.EMBEDDED, folder, new RouteEdit[] {FLOW});
        probe = house.probe().subscribe("said");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Finished serai(String... words) {
        List<String> command = new ArrayList<>();
        command.add(RunningGateway.home().resolve("bin/serai").toString());
        command.addAll(List.of(words));
        command.add("--http.port=" + house.gateway().httpPort());
        command.add("--data.dir=" + house.gateway().data());
        return Finished.run(command);
    }

    private List<String> done(String... words) {
        Finished finished = serai(words);
        assertThat(finished.exitCode()).as("%s", finished).isZero();
        return finished.out();
    }

    /// A level at which a threshold that is new says "on", and one that is on nothing.
    private void low(String topic) {
        probe.publish("fill/" + topic, "20", 1, false);
    }

    private void awaitSaid(String... texts) {
        probe.awaitTexts("said", said -> said.equals(List.of(texts)));
    }

    private void comeBack() {
        probe = house.probe().subscribe("said");
    }

    @Test
    void aClearedThresholdIsNewAlsoAfterARestartAndAKill() {
        low("a");
        low("b");
        low("a"); // it is low already, so nothing is said
        awaitSaid("fill/a true", "fill/b true");
        assertThat(done("state", "fill"))
                .containsExactly(
                        "FLOW  NODE  KEY     VALUE",
                        "fill  low   fill/a  \"ON\"",
                        "fill  low   fill/b  \"ON\"");

        assertThat(done("state", "clear", "fill", "low", "fill/a"))
                .containsExactly("fill low fill/a: 1 state cleared");
        low("a");
        low("b");
        awaitSaid("fill/a true", "fill/b true", "fill/a true");

        assertThat(done("state", "clear", "fill")).containsExactly("fill: 2 states cleared");
        house.gateway().kill();
        house.gateway().start();
        comeBack();
        assertThat(done("state", "fill")).containsExactly("Nothing is kept.");
        low("a");
        awaitSaid("fill/a true");

        house.gateway().stop();
        house.gateway().start();
        comeBack();
        assertThat(done("state", "fill")).hasSize(2);
        low("a"); // the restart has not forgotten
        assertThat(done("state", "clear", "fill", "low")).hasSize(1);
        house.gateway().stop();
        house.gateway().start();
        comeBack();
        assertThat(done("state", "fill")).containsExactly("Nothing is kept.");
        low("a");
        awaitSaid("fill/a true");
    }

    @Test
    void whatAFlowHasLeftIsClearedWhenItsFileIsGone() {
        low("a");
        awaitSaid("fill/a true");
        done("stop", "fill");
        assertThat(done("state", "fill")).hasSize(2);
        house.gateway().edit(RouteEdit.remove(FILE));
        Waiting.until(
                LIMIT,
                () -> "the flow to be gone: " + house.gateway().log(),
                () -> house.gateway().get("/api/flows/fill").statusCode() == 404);

        assertThat(done("state"))
                .anySatisfy(line -> assertThat(line).matches("fill +low +fill/a +\"ON\""));
        assertThat(done("state", "clear", "fill")).containsExactly("fill: 1 state cleared");

        Finished unknown = serai("state", "clear", "fill");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(String.join("\n", unknown.err())).contains("There is no flow \"fill\"");
        house.gateway().edit(FLOW);
        Waiting.until(
                LIMIT,
                () -> "the flow to run again: " + house.gateway().log(),
                () -> house.gateway().get("/api/flows/fill").statusCode() == 200);
    }
}
