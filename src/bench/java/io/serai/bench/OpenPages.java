package io.serai.bench;

import io.serai.bench.Gateways.Gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What open pages of the console cost the flows of a house: rounds without and with them take turns.
final class OpenPages {

    private static final int FLOWS = 50;

    /// The machine changes from one second to the next, so it takes more rounds than elsewhere, and long
    /// ones.
    private static final int TIMES_ROUNDS = 4;

    private static final int TIMES_MESSAGES = 2;

    /// What a page is told when it is opened, the whole house, is told before a round begins.
    private static final Duration OPENED = Duration.ofSeconds(1);

    /// Fifty routes take their time to be compiled.
    private static final int WARM_UPS = 5;

    private final Options options;
    private final Gateways gateways;
    private final Report report;

    OpenPages(Options options, Gateways gateways, Report report) {
        this.options = options;
        this.gateways = gateways;
        this.report = report;
    }

    /// @param cpu µs per message of the gateway
    private record Round(double perSecond, double cpu, int lost) {}

    void measure(Mosquitto broker) {
        var work =
                new Work("house/in", FLOWS, "house/out", 1, id -> id % 600, _ -> 1, false);
        Path routes = gateways.routes("console");
        Flows.copy("house", routes, FLOWS);
        copyDashboard(routes);
        List<Round> closed = new ArrayList<>();
        List<Round> open = new ArrayList<>();
        long told = 0;
        long begin = System.nanoTime();
        try (Gateway gateway = gateways.outside("console", "Serai on Mosquitto", broker);
                var load = new Load(broker.port(), work)) {
            Processors processors = Processors.watch(gateway.deployment().all());
            for (int round = -WARM_UPS; round < TIMES_ROUNDS * options.rounds(); round++) {
                Round without = round(gateway, load);
                Round with;
                try (Pages pages = Pages.open(gateway.httpPort(), "house-0")) {
                    with = round(gateway, load);
                    told += pages.characters();
                    if (pages.errors() > 0 || pages.characters() == 0) {
                        throw new BenchException(
                                "a page was told an error, or nothing; see the log of the gateway");
                    }
                }
                if (round >= 0) {
                    closed.add(without);
                    open.add(with);
                }
                report.say(
                        "console, round %d: %s msg/s without pages, %s with"
                                .formatted(
                                        round + 1,
                                        Spread.number(without.perSecond(), 0),
                                        Spread.number(with.perSecond(), 0)));
            }
            report.others("open pages", processors.others());
        }
        tell(closed, open, told, System.nanoTime() - begin);
    }

    private Round round(Gateway gateway, Load load) {
        Program engine = gateway.deployment().engine();
        int messages = TIMES_MESSAGES * options.messages();
        engine.rest(OPENED);
        Duration before = engine.cpu();
        Outcome outcome = load.burst(messages, Options.WINDOW);
        double cpu = engine.cpu().minus(before).toNanos() / 1e3 / messages;
        return new Round(outcome.perSecond(), cpu, outcome.lost());
    }

    private void tell(List<Round> closed, List<Round> open, long told, long nanos) {
        double[] shares = new double[open.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = open.get(i).perSecond() / closed.get(i).perSecond();
        }
        int lost = closed.stream().mapToInt(Round::lost).sum() + open.stream().mapToInt(Round::lost).sum();
        report.table(
                new Report.Table(
                        FLOWS + " flows of five nodes, QoS 1, as fast as they go",
                        List.of(
                                "open pages",
                                "msg/s: median (least - most)",
                                "CPU of the gateway, µs/msg",
                                "lost"),
                        List.of(line("none", closed), line(String.valueOf(Pages.count()), open))));
        report.note(
                "The pages were told %s KB a second, while they were open about half of the time."
                        .formatted(Spread.number(told / 1e3 / (nanos / 1e9), 0)));
        report.claim(
                Claim.atLeast(
                        "e",
                        "throughput with %d open pages, x without".formatted(Pages.count()),
                        Spread.of(shares).median(),
                        0.95,
                        "each round with them to the one before it without: %s"
                                .formatted(Spread.of(shares).text(2))));
        report.claim(Claim.atMost("e", "messages lost", lost, 0, ""));
    }

    private static List<String> line(String name, List<Round> rounds) {
        return List.of(
                name,
                Spread.of(rounds.stream().mapToDouble(Round::perSecond).toArray()).text(0),
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
