package io.serai.bench;

import io.serai.bench.Options.Row;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// Measures what [Options] ask for and writes `target/bench/report.md` and `report.json`.
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        try {
            run(Options.read(arguments));
        } catch (BenchException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Options options) {
        var report = new Report(System.out);
        Path running = options.folder().resolve("running");
        empty(running);
        Optional<Path> program = Mosquitto.installed();
        if (program.isEmpty()) {
            report.note("No mosquitto on this machine: only the embedded broker is measured.");
            measure(options, report, running, Optional.empty());
        } else {
            try (Mosquitto broker = Mosquitto.start(program.get(), running.resolve("mosquitto"))) {
                measure(options, report, running, Optional.of(broker));
            }
        }
        report.say("Written to " + report.write(options.folder(), "report"));
    }

    private static void measure(
            Options options, Report report, Path running, Optional<Mosquitto> broker) {
        report.setup("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        report.setup(
                "a round",
                "%d messages, %d under way; %d rounds after %d to warm up"
                        .formatted(
                                options.messages(),
                                Options.WINDOW,
                                options.rounds(),
                                options.warmUps()));
        if (broker.isPresent()) {
            report.setup(
                    "Mosquitto",
                    "set_tcp_nodelay true, persistence false, max_inflight_messages 0,"
                            + " max_queued_messages 0, the same one for all");
        }
        var gateways = new Gateways(options.home(), running);
        if (options.rows().contains(Row.CEILING)) {
            broker.ifPresent(it -> new Relay(options, report).ceiling(it));
        }
        if (options.rows().contains(Row.RELAY)
                || options.rows().contains(Row.LATENCY)
                || options.rows().contains(Row.MEMORY)) {
            new Comparison(options, report, gateways, broker).measure(running);
        }
        if (options.rows().contains(Row.MANY)) {
            broker.ifPresent(it -> {
                var many = new ManyFlows(options, gateways, report);
                many.onOneTopic(it);
                many.onOwnTopics(it);
            });
        }
        if (options.rows().contains(Row.FLOOD)) {
            new Flood(options, report).measureAll(gateways, broker);
        }
        if (options.rows().contains(Row.CONSOLE)) {
            broker.ifPresent(it -> new OpenPages(options, gateways, report).measure(it));
        }
    }

    private static void empty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new BenchException("cannot empty " + folder + ": " + e.getMessage(), e);
        }
    }
}
