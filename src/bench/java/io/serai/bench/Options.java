package io.serai.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What to measure and how long, from the command line.
///
/// @param messages per round
/// @param rounds per measurement, after the warm-up
/// @param rows to measure
/// @param home of the packaged gateway
/// @param folder for what is written
/// @param nodeRed where Node-RED is, or is installed
record Options(
        boolean quick,
        int messages,
        int warmUps,
        int rounds,
        Duration latency,
        Duration manyFlows,
        Duration flood,
        Set<Row> rows,
        Path home,
        Path folder,
        Path nodeRed) {

    static final int WINDOW = 200;

    /// What can be measured.
    enum Row {
        CEILING,
        RELAY,
        LATENCY,
        MEMORY,
        MANY,
        FLOOD
    }

    static Options read(String[] arguments) {
        boolean quick = false;
        Set<Row> rows = new LinkedHashSet<>(List.of(Row.values()));
        Path home = Path.of("target/serai");
        Path folder = Path.of("target/bench");
        Path nodeRed = Path.of("target/node-red");
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.substring(0, argument.length() - value.length())) {
                case "--bench=" -> quick = quick(value);
                case "--rows=" -> rows = rows(value);
                case "--home=" -> home = Path.of(value);
                case "--folder=" -> folder = Path.of(value);
                case "--node-red=" -> nodeRed = Path.of(value);
                default ->
                        throw new BenchException(
                                "\"%s\" is not known; there are --bench, --rows, --home, --folder and --node-red"
                                        .formatted(argument));
            }
        }
        return new Options(
                quick,
                quick ? 10_000 : 50_000,
                quick ? 1 : 2,
                quick ? 3 : 5,
                Duration.ofSeconds(quick ? 3 : 10),
                Duration.ofSeconds(quick ? 10 : 30),
                Duration.ofSeconds(quick ? 15 : 60),
                rows,
                home.toAbsolutePath(),
                folder.toAbsolutePath(),
                nodeRed.toAbsolutePath());
    }

    private static boolean quick(String value) {
        return switch (value) {
            case "quick" -> true;
            case "full" -> false;
            default -> throw new BenchException("bench=%s: it is quick or full".formatted(value));
        };
    }

    private static Set<Row> rows(String value) {
        Set<Row> rows = new LinkedHashSet<>();
        for (String name : value.split(",", -1)) {
            try {
                rows.add(Row.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new BenchException(
                        "there is no row \"%s\"; there are %s"
                                .formatted(
                                        name,
                                        Arrays.toString(Row.values()).toLowerCase(Locale.ROOT)),
                        e);
            }
        }
        return rows;
    }
}
