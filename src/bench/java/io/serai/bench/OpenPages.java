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

    private static final int LIGHTS = 600;

    /// Rounds without and rounds with, so many times.
    private static final int TURNS = 3;

    /// What a page is told when it is opened, the whole house, is told before a round begins.
    private static final Duration OPENED = Duration.ofSeconds(1);

    /// The gateway follows the topics of a page for some time after it was closed, as it may come back.
    private static final Duration FORGOTTEN = Duration.ofSeconds(35);

    /// Fifty routes take their time to be compiled.
    private static final int WARM_UPS = 8;

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
        var work = new Work("house/in", FLOWS, "house/out", 1, id -> id % LIGHTS, _ -> 1, false);
        Path routes = gateways.routes("console");
        Flows.copy("house", routes, FLOWS);
        copyDashboard(routes);
        List<Round> closed = new ArrayList<>();
        List<Round> open = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        try (Gateway gateway = gateways.outside("console", "Serai on Mosquitto", broker);
                var load = new Load(broker.port(), work)) {
            rounds(gateway, load, WARM_UPS);
            Processors processors = Processors.watch(gateway.deployment().all());
            for (int turn = 0; turn < TURNS; turn++) {
                List<Round> without = rounds(gateway, load, options.rounds());
                List<Round> with = roundsWithPages(gateway, load);
                shares.add(perSecond(with).median() / perSecond(without).median());
                closed.addAll(without);
                open.addAll(with);
                report.say(
                        "console, turn %d: %s msg/s without pages, %s with"
                                .formatted(
                                        turn + 1,
                                        perSecond(without).text(0),
                                        perSecond(with).text(0)));
                gateway.deployment().engine().rest(FORGOTTEN);
            }
            report.others("open pages", processors.others());
        }
        tell(closed, open, shares);
    }

    private List<Round> roundsWithPages(Gateway gateway, Load load) {
        try (Pages pages = Pages.open(gateway.httpPort(), "house-0")) {
            gateway.deployment().engine().rest(OPENED);
            List<Round> with = rounds(gateway, load, options.rounds());
            if (pages.errors() > 0 || pages.characters() == 0) {
                throw new BenchException(
                        "a page was told an error, or nothing; see the log of the gateway");
            }
            return with;
        }
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

    private void tell(List<Round> closed, List<Round> open, List<Double> shares) {
        Spread share = Spread.of(shares.stream().mapToDouble(each -> each).toArray());
        report.table(
                new Report.Table(
                        FLOWS + " flows of five nodes, QoS 1, as fast as they go",
                        List.of(
                                "open pages",
                                "msg/s: median (least - most)",
                                "CPU of the gateway, µs/msg",
                                "lost"),
                        List.of(line("none", closed), line(String.valueOf(Pages.count()), open))));
        report.claim(
                Claim.atLeast(
                        "e",
                        "throughput with %d open pages, x without".formatted(Pages.count()),
                        share.median(),
                        0.95,
                        "each turn: " + share.text(2)));
        report.claim(Claim.atMost("e", "messages lost", lost(closed) + lost(open), 0, ""));
    }

    private static int lost(List<Round> rounds) {
        return rounds.stream().mapToInt(Round::lost).sum();
    }

    private static Spread perSecond(List<Round> rounds) {
        return Spread.of(rounds.stream().mapToDouble(Round::perSecond).toArray());
    }

    private static List<String> line(String name, List<Round> rounds) {
        return List.of(
                name,
                perSecond(rounds).text(0),
                Spread.of(rounds.stream().mapToDouble(Round::cpu).toArray()).text(1),
                String.valueOf(lost(rounds)));
    }

    private static void copyDashboard(Path routes) {
        try {
            Files.copy(Flows.FOLDER.resolve("dashboard.yaml"), routes.resolve("dashboard.yaml"));
        } catch (IOException e) {
            throw new BenchException("cannot copy the dashboard: " + e.getMessage(), e);
        }
    }
}
