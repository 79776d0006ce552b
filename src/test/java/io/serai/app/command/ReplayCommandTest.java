package io.serai.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.app.Main;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.store.FailedMessage;
import io.serai.store.sqlite.SqliteStore;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class ReplayCommandTest {

    private static final String FLOW =
            "- route: {id: echo, from: {uri: 'paho:in', steps: [{setBody: {simple: '${body}!'}}, {to:"
                    + " 'paho:out?qos=1'}]}}";
    private static final String HEADER =
            """
            {"recording":1,"flow":"echo","version":1,"begin":"2026-11-21T12:00:00.000000000Z","zone":"UTC",\
            "file":"echo.camel.yaml","text":"%s","kamelets":{},"values":{}}
            """;
    private static final String EVENTS =
            """
            {"time":"2026-11-21T12:00:01.000000000Z","direction":"in","kind":"message","route":"echo","broker":"b","topic":"in","qos":1,"retained":false,"payload":"a"}
            {"time":"2026-11-21T12:00:01.002000000Z","direction":"out","kind":"message","route":"echo","broker":"b","topic":"out","qos":1,"retained":false,"payload":"a!"}
            {"end":"asked","time":"2026-11-21T12:00:05.000000000Z","events":2,"dropped":0,"version":1}
            """;

    /// What a command said.
    private record Said(int exit, String out, String err) {}

    @TempDir private Path folder;
    private Path routes;
    private Path recording;

    @BeforeEach
    void make() throws IOException {
        routes = Files.createDirectory(folder.resolve("routes"));
        recording = folder.resolve("echo.jsonl");
        Files.writeString(recording, HEADER.formatted(FLOW) + EVENTS);
    }

    private Said run(Object... words) {
        List<String> all = new ArrayList<>();
        for (Object each : words) {
            all.add(each.toString());
        }
        all.add("--routes.dir=" + routes);
        all.add("--data.dir=" + folder.resolve("data"));
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exit = line.execute(all.toArray(String[]::new));
        return new Said(exit, out.toString(), err.toString());
    }

    @Test
    void theExitCodeSaysWhetherTheSameGoesOut() throws IOException {
        Path edited = folder.resolve("echo.camel.yaml");
        Files.writeString(edited, FLOW.replace("}!", "}?"));

        Said same = run("replay", recording, "--all");
        Said other = run("replay", recording, "--against", edited);

        assertThat(same.exit()).as(same.err()).isZero();
        assertThat(same.out())
                .contains(
                        "echo: version 1, 5 s recorded",
                        "0:00:01.002  same       out a! (QoS 1)",
                        "1 came in. Of what went out 1 the same, 0 missing");
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.out())
                .contains("0:00:01.002  different  out a! (QoS 1)  became  a? (QoS 1)");
        assertThat(run("replay", recording, "--against", edited, "--ignore", "/[!?]/").exit())
                .isZero();
    }

    @Test
    void whatIsNoRecordingAndNoUsageIsTold() throws IOException {
        Path rubbish = folder.resolve("rubbish.jsonl");
        Files.writeString(rubbish, HEADER.formatted(FLOW) + "rubbish\n" + EVENTS);

        assertThat(run("replay", rubbish).err()).contains(rubbish + ":2: is not JSON.");
        assertThat(run("replay", rubbish).exit()).isEqualTo(1);
        assertThat(run("replay", folder.resolve("none")).exit()).isEqualTo(2);
        assertThat(run("replay").err()).contains("Which recording?");
        assertThat(run("replay", recording, "--within", "soon").err())
                .contains("--within must be a time such as 500ms");
        assertThat(run("replay", recording, "--ignore", "(").exit()).isEqualTo(2);
        assertThat(run("replay", recording, "--against", rubbish).exit()).isEqualTo(2);
        assertThat(run("replay", recording, "--force").exit()).isEqualTo(2);
    }

    @Test
    void aTestFileThatIsThereIsTheOwners() throws IOException {
        Files.writeString(routes.resolve("echo.camel.yaml"), FLOW);
        Path file = routes.resolve("echo.test.yaml");

        Said written = run("replay", recording, "--as-test");
        String text = Files.readString(file);
        Said refused = run("replay", recording, "--as-test");
        Said twice = run("replay", recording, "--as-test", "--append");

        assertThat(written.exit()).as(written.err()).isZero();
        assertThat(run("test", file).exit()).isZero();
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("is there already. --append adds", "--force");
        assertThat(twice.err())
                .contains("has a test \"what was recorded on 2026-11-21 at 12:00:00\"");
        assertThat(file).hasContent(text);

        Files.writeString(file, "# mine");
        assertThat(run("replay", recording, "--as-test", "--append").exit()).isZero();
        assertThat(file).hasContent("# mine\n\n" + text);
        assertThat(run("replay", recording, "--as-test", "--force").exit()).isZero();
        assertThat(file).hasContent(text);
        assertThat(run("replay", recording, "--as-test", folder.resolve("x.test.yaml")).err())
                .contains("files called echo.test.yaml");
    }

    @Test
    void aFailedMessageBecomesATestByItsNumber() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(
                routes.resolve("echo.camel.yaml"),
                FLOW.replace("'${body}!'", "'${headerAs(x, Foo)}'"));
        try (var time = new SystemTimekeeper();
                var messages = SqliteStore.open(data.resolve("serai.db"), time, 10)) {
            for (String payload : List.of("older", "newer")) {
                messages.failed()
                        .add(
                                new FailedMessage(
                                        Instant.parse("2026-11-21T12:00:00.500Z"),
                                        "echo",
                                        "echo",
                                        routes.resolve("echo.camel.yaml") + ":1",
                                        "no type Foo",
                                        MqttMessage.of(
                                                "in",
                                                payload.getBytes(StandardCharsets.UTF_8),
                                                Qos.AT_LEAST_ONCE,
                                                false)))
                        .toCompletableFuture()
                        .get();
            }
        }

        Said listed = run("failed");
        Said written = run("failed", "--as-test", "2");

        assertThat(listed.out()).containsSubsequence("2  2026", "older", "1  2026", "newer");
        assertThat(written.exit()).as(written.err()).isZero();
        Path file = routes.resolve("echo.test.yaml");
        assertThat(file).content().contains(":1: no type Foo", "{topic: in, payload: older}");
        assertThat(run("test", file).out()).contains("1 test, 1 failed");
        Files.writeString(routes.resolve("echo.camel.yaml"), FLOW);
        assertThat(run("test", file).exit()).isZero();
        assertThat(run("failed", "--as-test", "3").err())
                .contains("There is no failed message 3; there are 2.");
        assertThat(run("failed", "--as-test", "0").exit()).isEqualTo(2);
    }
}
