package io.serai.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What to measure and how long, from the command line.
///
/// @param messages per round
/// @param rounds per measurement, after the warm-up
/// @param rows to measure
/// @param kinds deployments to compare
/// @param home of the packaged gateway
/// @param earlier home of an earlier one, to measure beside it
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
        Set<Kind> kinds,
        Path home,
        Optional<Path> earlier,
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
        FLOOD,
        CONSOLE
    }

    /// What can be compared.
    enum Kind {
        OUTSIDE,
        MEMORY,
        FILE,
        NODERED
    }

    static Options read(String[] arguments) {
        boolean quick = false;
        Set<Row> rows = Set.of(Row.values());
        Set<Kind> kinds = Set.of(Kind.values());
        Path home = Path.of("target/serai");
        Optional<Path> earlier = Optional.empty();
        Path folder = Path.of("target/bench");
        Path nodeRed = Path.of("target/node-red");
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.substring(0, argument.length() - value.length())) {
                case "--bench=" -> quick = quick(value);
                case "--rows=" -> rows = chosen(value, Row.class);
                case "--deployments=" -> kinds = chosen(value, Kind.class);
                case "--home=" -> home = Path.of(value);
                case "--earlier=" -> earlier = Optional.of(Path.of(value).toAbsolutePath());
                case "--folder=" -> folder = Path.of(value);
                case "--node-red=" -> nodeRed = Path.of(value);
                default ->
                        throw new BenchException(
                                "\"%s\" is not known; there are --bench, --rows, --deployments, --home, --earlier, --folder and --node-red"
                                        .formatted(argument));
            }
        }
        return new Options(
                quick,
                quick ? 10_000 : 50_000,
                quick ? 1 : 6,
                quick ? 3 : 5,
                Duration.ofSeconds(quick ? 3 : 10),
                Duration.ofSeconds(quick ? 10 : 30),
                Duration.ofSeconds(quick ? 15 : 60),
                rows,
                kinds,
                home.toAbsolutePath(),
                earlier,
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

    private static <E extends Enum<E>> Set<E> chosen(String value, Class<E> all) {
        Set<E> chosen = EnumSet.noneOf(all);
        for (String name : value.split(",", -1)) {
            try {
                chosen.add(Enum.valueOf(all, name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new BenchException(
                        "\"%s\" is not one of %s"
                                .formatted(
                                        name,
                                        EnumSet.allOf(all).toString().toLowerCase(Locale.ROOT)),
                        e);
            }
        }
        return chosen;
    }
}
