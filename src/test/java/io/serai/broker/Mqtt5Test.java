package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// MQTT 5 as Mosquitto's own clients speak it.
class Mqtt5Test {

    @RegisterExtension static final RunningBroker BROKER = new RunningBroker();

    @BeforeAll
    static void programsAreInstalled() {
        for (String program : List.of("mosquitto_pub", "mosquitto_sub")) {
            assumeTrue(
                    Stream.of(
                                    Objects.requireNonNullElse(System.getenv("PATH"), "")
                                            .split(File.pathSeparator))
                            .anyMatch(folder -> new File(folder, program).canExecute()),
                    program + " is not installed");
        }
    }

    @Test
    void userPropertiesAndContentTypeArriveWithARetainedMessage() throws Exception {
        run(
                "mosquitto_pub",
                "-t",
                "five",
                "-m",
                "21.5",
                "-q",
                "1",
                "-r",
                "-D",
                "publish",
                "user-property",
                "room",
                "kitchen",
                "-D",
                "publish",
                "content-type",
                "text/plain");

        assertThat(run("mosquitto_sub", "-t", "five", "-q", "1", "-C", "1", "-F", "%p %q %r %C %P"))
                .containsExactly("21.5 1 1 text/plain room:kitchen");
    }

    @Test
    void sessionWithExpiryIsKept() throws Exception {
        List<String> session =
                List.of("mosquitto_sub", "-t", "kept5", "-q", "1", "-i", "five", "-c");
        List<String> once = new ArrayList<>(session);
        once.add("-E");
        run(once.toArray(String[]::new));

        run("mosquitto_pub", "-t", "kept5", "-m", "x", "-q", "1");

        List<String> again = new ArrayList<>(session);
        again.addAll(List.of("-C", "1"));
        assertThat(run(again.toArray(String[]::new))).containsExactly("x");
    }

    @Test
    void expiredMessageIsNotDelivered() throws Exception {
        run("mosquitto_sub", "-t", "gone5", "-q", "1", "-i", "late5", "-c", "-E");
        run(
                "mosquitto_pub",
                "-t",
                "gone5",
                "-m",
                "old",
                "-q",
                "1",
                "-D",
                "publish",
                "message-expiry-interval",
                "1");
        TestClient clock = BROKER.client();
        clock.subscribe("tick", 0);
        // This will is sent when the broker itself saw three seconds pass.
        RawClient silent = BROKER.raw();
        silent.connect(4, "clock5", true, 2, "tick", "now");
        silent.awaitEnd();
        assertThat(clock.next().payload()).isEqualTo("now");

        run("mosquitto_pub", "-t", "gone5", "-m", "new", "-q", "1");

        assertThat(run("mosquitto_sub", "-t", "gone5", "-q", "1", "-i", "late5", "-c", "-C", "1"))
                .containsExactly("new");
    }

    private static List<String> run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(
                1,
                List.of(
                        "-V",
                        "5",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(BROKER.broker().port())));
        if (words[0].equals("mosquitto_sub")) {
            command.addAll(List.of("-W", "10"));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (var output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines = output.lines().toList();
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command, lines).isZero();
        return lines;
    }
}
