package io.serai.bench;

import io.serai.bench.Gateways.Gateway;
import io.serai.bench.Pages.Kind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What open pages of the console cost the flows of a house: rounds without and with them take turns.
final class OpenPages {

    private static final int FLOWS = 50;

    private static final int LIGHTS = 600;

    /// Rounds without and rounds with, so many times.
    private static final int TURNS = 3;

    /// What a page is told when it is opened, the whole house, is told before a round begins.
    private static final Duration OPENED = Duration.ofSeconds(1);

    /// The gateway follows the topics of a page for some time after it was closed, as it may come back.
    private static final Duration FORGOTTEN = Duration.ofSeconds(35);

    /// Fifty routes take their time to be compiled.
    private static final int WARM_UPS = 8;

    /// What a busy house says in all, messages a second.
    private static final int RATE = 500;

    private static final int MOST_UNACKNOWLEDGED = 1000;

    private final Options options;
    private final Gateways gateways;
    private final Report report;

    OpenPages(Options options, Gateways gateways, Report report) {
        this.options = options;
        this.gateways = gateways;
        this.report = report;
    }

    /// Which pages are open.
    private record Open(String words, List<Kind> kinds) {
        static final Open NONE = new Open("none", List.of());
        static final Open HOUSE = new Open("five of the house", Collections.nCopies(5, Kind.HOUSE));
        static final Open DIFFERENT =
                new Open(
                        "five different ones",
                        List.of(Kind.HOUSE, Kind.FLOW, Kind.RUNS, Kind.DASHBOARD, Kind.ALL_TOPICS));
    }

    /// @param cpu µs per message of the gateway
    private record Round(double perSecond, double cpu, int lost) {}

    void measure(Mosquitto broker) {
        var work = new Work("house/in", FLOWS, "house/out", 1, id -> id % LIGHTS, _ -> 1, false);
        Path routes = gateways.routes("console");
        Flows.copy("house", routes, FLOWS);
        copyDashboard(routes);
        try (Gateway gateway = gateways.outside("console", "Serai on Mosquitto", broker);
                var load = new Load(broker.port(), work)) {
            rounds(gateway, load, WARM_UPS);
            Processors processors = Processors.watch(gateway.deployment().all());
            flood(gateway, load);
            report.others("open pages", processors.others());
            busyHouse(gateway, load);
        }
    }

    private void flood(Gateway gateway, Load load) {
        Map<Open, List<Round>> all = new LinkedHashMap<>();
        Map<Open, List<Double>> shares = new LinkedHashMap<>();
        for (int turn = 1; turn <= TURNS; turn++) {
            for (Open open : List.of(Open.HOUSE, Open.DIFFERENT)) {
                List<Round> without = with(gateway, Open.NONE, () -> roundsOf(gateway, load));
                List<Round> with = with(gateway, open, () -> roundsOf(gateway, load));
                all.computeIfAbsent(Open.NONE, _ -> new ArrayList<>()).addAll(without);
                all.computeIfAbsent(open, _ -> new ArrayList<>()).addAll(with);
                shares.computeIfAbsent(open, _ -> new ArrayList<>())
                        .add(perSecond(with).median() / perSecond(without).median());
                report.say(
                        "console, turn %d, %s: %s msg/s without pages, %s with"
                                .formatted(
                                        turn,
                                        open.words,
                                        perSecond(without).text(0),
                                        perSecond(with).text(0)));
            }
        }
        tellFlood(all, shares);
    }

    private void busyHouse(Gateway gateway, Load load) {
        List<List<String>> lines = new ArrayList<>();
        Outcome alone = busyHouse(gateway, load, Open.NONE, lines);
        for (Open open : List.of(Open.HOUSE, Open.DIFFERENT)) {
            Outcome watched = busyHouse(gateway, load, open, lines);
            report.claim(
                    Claim.atLeast(
                            "e",
                            "answers a second of a busy house with %s, x without"
                                    .formatted(open.words),
                            watched.perSecond() / alone.perSecond(),
                            0.95,
                            ""));
        }
        report.table(
                new Report.Table(
                        FLOWS + " flows of five nodes, QoS 1, %d messages a second".formatted(RATE),
                        List.of(
                                "open pages",
                                "p50 ms",
                                "p99 ms",
                                "CPU of the gateway, % of a core",
                                "lost"),
                        lines));
    }

    private Outcome busyHouse(Gateway gateway, Load load, Open open, List<List<String>> lines) {
        return with(
                gateway,
                open,
                () -> {
                    Program engine = gateway.deployment().engine();
                    Duration before = engine.cpu();
                    Outcome outcome = load.paced(RATE, options.latency(), MOST_UNACKNOWLEDGED);
                    double used = engine.cpu().minus(before).toNanos();
                    lines.add(
                            List.of(
                                    open.words,
                                    "%.2f".formatted(outcome.percentile(0.5)),
                                    "%.2f".formatted(outcome.percentile(0.99)),
                                    "%.1f".formatted(100 * used / options.latency().toNanos()),
                                    String.valueOf(outcome.lost())));
                    return outcome;
                });
    }

    /// Does it while those pages are open, and leaves the gateway as if they had never been.
    private <T> T with(Gateway gateway, Open open, Supplier<T> what) {
        Program engine = gateway.deployment().engine();
        if (open.kinds.isEmpty()) {
            return what.get();
        }
        T result;
        try (Pages pages = Pages.open(gateway.httpPort(), "house-0", open.kinds)) {
            engine.rest(OPENED);
            result = what.get();
            if (pages.errors() > 0 || pages.characters() == 0) {
                throw new BenchException(
                        "a page was told an error, or nothing; see the log of the gateway");
            }
        }
        if (open.kinds.contains(Kind.ALL_TOPICS)) {
            engine.rest(FORGOTTEN);
        }
        return result;
    }

    private List<Round> roundsOf(Gateway gateway, Load load) {
        return rounds(gateway, load, options.rounds());
    }

    private List<Round> rounds(Gateway gateway, Load load, int count) {
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rounds.add(round(gateway, load));
        }
        return rounds;
    }

    private Round round(Gateway gateway, Load load) {
        Program engine = gateway.deployment().engine();
        Duration before = engine.cpu();
        Outcome outcome = load.burst(options.messages(), Options.WINDOW);
        double cpu = engine.cpu().minus(before).toNanos() / 1e3 / options.messages();
        return new Round(outcome.perSecond(), cpu, outcome.lost());
    }

    private void tellFlood(Map<Open, List<Round>> all, Map<Open, List<Double>> shares) {
        report.table(
                new Report.Table(
                        FLOWS + " flows of five nodes, QoS 1, as fast as they go",
                        List.of(
                                "open pages",
                                "msg/s: median (least - most)",
                                "CPU of the gateway, µs/msg",
                                "lost"),
                        all.entrySet().stream()
                                .map(each -> line(each.getKey().words, each.getValue()))
                                .toList()));
        shares.forEach((open, its) -> {
            Spread share = Spread.of(its.stream().mapToDouble(each -> each).toArray());
            report.claim(
                    Claim.atLeast(
                            "e",
                            "throughput with %s, x without".formatted(open.words),
                            share.median(),
                            0.95,
                            "each turn: " + share.text(2)));
        });
        int lost = all.values().stream().flatMap(List::stream).mapToInt(Round::lost).sum();
        report.claim(Claim.atMost("e", "messages lost", lost, 0, ""));
    }

    private static Spread perSecond(List<Round> rounds) {
        return Spread.of(rounds.stream().mapToDouble(Round::perSecond).toArray());
    }

    private static List<String> line(String name, List<Round> rounds) {
        return List.of(
                name,
                perSecond(rounds).text(0),
                Spread.of(rounds.stream().mapToDouble(Round::cpu).toArray()).text(1),
                String.valueOf(rounds.stream().mapToInt(Round::lost).sum()));
    }

    private static void copyDashboard(Path routes) {
        try {
            Files.copy(Flows.FOLDER.resolve("dashboard.yaml"), routes.resolve("dashboard.yaml"));
        } catch (IOException e) {
            throw new BenchException("cannot copy the dashboard: " + e.getMessage(), e);
        }
    }
}
