package io.serai.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// The shipped `logback.xml`, read into a logging context of its own.
@Isolated("reads the standard output of this process")
class LogbackTest {

    @Test
    void oneEventIsOneLineWithTimeLevelAndShortLogger() throws JoranException {
        List<String> lines =
                linesOf(context ->
                        context.getLogger("io.serai.broker.Broker").info("Listening on {}", 1883));

        assertThat(lines)
                .singleElement()
                .asString()
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  \\[Broker] Listening on 1883");
    }

    @Test
    void librariesSpeakOnlyToWarn() throws JoranException {
        List<String> lines =
                linesOf(context -> {
                    context.getLogger("io.serai.link.Links").debug("details of ours");
                    context.getLogger("org.apache.camel.main").info("news of theirs");
                    context.getLogger("org.apache.camel.main").warn("trouble of theirs");
                });

        assertThat(lines).singleElement().asString().contains("WARN  [main] trouble of theirs");
    }

    @Test
    void stackTraceShowsOurFramesWithoutThePlumbing() throws JoranException {
        List<String> lines =
                linesOf(context ->
                        context.getLogger("io.serai.app.Main")
                                .error("Stopped", new IllegalStateException("a fault of ours")));

        assertThat(lines.get(1)).isEqualTo("java.lang.IllegalStateException: a fault of ours");
        assertThat(lines).hasSizeLessThan(20);
        assertThat(lines.subList(2, lines.size()))
                .anyMatch(line -> line.contains(getClass().getSimpleName()))
                .noneMatch(line -> line.contains("at java.base/"));
    }

    private static List<String> linesOf(Consumer<LoggerContext> events) throws JoranException {
        var bytes = new ByteArrayOutputStream();
        PrintStream stdout = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            var context = new LoggerContext();
            context.setMDCAdapter(new LogbackMDCAdapter());
            var configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogbackTest.class.getResource("/logback.xml"));
            events.accept(context);
            context.stop();
        } finally {
            System.setOut(stdout);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
