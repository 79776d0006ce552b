package io.serai.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// `serai record`.
@Command(
        name = "record",
        description = "Records what comes into a flow and goes out of it, until Ctrl-C or its end.")
public final class RecordCommand extends GatewayCommand {

    private static final long LOOK_AGAIN_MS = 500;
    private static final Duration LINE_PERIOD = Duration.ofMinutes(1);
    private static final long MB = 1_000_000;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long, such as 90s, 10m or 1h30m (record.time).")
    private @Nullable String length;

    @Option(
            names = "--size",
            paramLabel = "MB",
            description = "How many megabytes at most (record.size).")
    private @Nullable Integer megabytes;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Where to put it in the end; otherwise it stays in the folder recordings of"
                            + " data.dir.")
    private @Nullable Path out;

    @Option(
            names = "--mask",
            paramLabel = "NAME|REGEX",
            description =
                    "Writes *** for the member of that name in JSON, or for what the regular"
                            + " expression matches. May be given several times.")
    private final List<String> masks = new ArrayList<>();

    private final AtomicBoolean finished = new AtomicBoolean();

    @Override
    void checkUsage(List<String> names) {
        requireNames(names, "flow");
        if (names.size() > 1) {
            throw usage("record records one flow at a time.");
        }
        if (out != null && Files.exists(out)) {
            throw usage(out + " exists already; name another file.");
        }
        if (length != null && seconds() < 1) {
            throw usage("--for must be 1 s or more, is " + length + ".");
        }
        if (megabytes != null && megabytes < 1) {
            throw usage("--size must be 1 or more megabytes, is " + megabytes + ".");
        }
    }

    /// 0 when nothing was asked for.
    private long seconds() {
        if (length == null) {
            return 0;
        }
        try {
            return Duration.parse("PT" + length.toUpperCase(Locale.ROOT)).toSeconds();
        } catch (DateTimeException _) {
            throw usage("--for must be a time such as 90s, 10m or 1h30m, is " + length + ".");
        }
    }

    @Override
    void run(GatewayClient gateway, List<String> names) throws InterruptedException {
        String flow = flowPath(names.getFirst());
        JsonNode begun = gateway.post(flow + "/record", request());
        out().printf(
                        "Recording %s to %s until %s. Ctrl-C ends it earlier.%n",
                        names.getFirst(),
                        Terminal.safe(begun.path("file").asText()),
                        Terminal.time(begun.path("until").asText()));
        out().flush();
        Thread onCtrlC =
                Thread.ofPlatform().name("serai-end").unstarted(() -> endOnCtrlC(gateway, flow));
        Runtime.getRuntime().addShutdownHook(onCtrlC);
        try {
            watch(gateway, flow);
        } catch (CommandFailedException e) {
            finished.set(true); // there is nobody to ask for the end
            throw e;
        }
        end(gateway, flow);
    }

    private void endOnCtrlC(GatewayClient gateway, String flow) {
        try {
            end(gateway, flow);
        } catch (CommandFailedException e) {
            spec.commandLine().getErr().println(Terminal.safe(String.valueOf(e.getMessage())));
        }
    }

    private ObjectNode request() {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        if (length != null) {
            request.put("seconds", seconds());
        }
        if (megabytes != null) {
            request.put("bytes", megabytes * MB);
        }
        ArrayNode array = request.putArray("masks");
        masks.forEach(array::add);
        return request;
    }

    private void watch(GatewayClient gateway, String flow) throws InterruptedException {
        boolean moving =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        var never = new CountDownLatch(1);
        long told = 0;
        do {
            JsonNode now = gateway.get(flow + "/recording");
            if (!now.path("ended").isNull()) {
                break;
            }
            long lines = sinceBegin(now).dividedBy(LINE_PERIOD);
            if (!finished.get() && (moving || lines > told)) {
                told = lines;
                out().print(moving ? "\r  " + progress(now) + "  " : progress(now) + "\n");
                out().flush();
            }
        } while (!never.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS));
        if (moving) {
            out().println();
        }
    }

    private static Duration sinceBegin(JsonNode status) {
        return Duration.between(
                Instant.parse(status.path("begin").asText()),
                Instant.parse(status.path("time").asText()));
    }

    private static String progress(JsonNode status) {
        return "%s, %d events, %s of %s"
                .formatted(
                        Terminal.span(sinceBegin(status)),
                        status.path("events").asLong(),
                        size(status.path("bytes").asLong()),
                        size(status.path("mostBytes").asLong()));
    }

    private static String size(long bytes) {
        return bytes < MB
                ? "%d kB".formatted(bytes / 1000)
                : String.format(Locale.ROOT, "%.1f MB", bytes / (double) MB);
    }

    /// Ends it once, whoever comes first: the time, or Ctrl-C.
    private void end(GatewayClient gateway, String flow) {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        try {
            JsonNode ended = gateway.post(flow + "/stop-recording");
            Path file = Path.of(ended.path("file").asText());
            out().printf(
                            "%n%d events in %s (%s; ended by %s).%n",
                            ended.path("events").asLong(),
                            Terminal.safe(moved(file).toString()),
                            size(ended.path("bytes").asLong()),
                            Terminal.safe(ended.path("ended").asText()));
            if (ended.path("dropped").asLong() > 0) {
                out().printf(
                                "%d events came too fast and are missing.%n",
                                ended.path("dropped").asLong());
            }
        } finally {
            out().flush();
        }
    }

    private Path moved(Path file) {
        if (out == null) {
            return file;
        }
        try {
            return Files.move(file, out);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "%s cannot be written: %s. The recording is in %s."
                            .formatted(out, e.getMessage(), file));
        }
    }
}
