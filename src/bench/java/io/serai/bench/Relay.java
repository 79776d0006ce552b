package io.serai.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// How many messages a second each deployment relays and what that costs, deployments taking turns.
final class Relay {

    private final Options options;
    private final Report report;

    Relay(Options options, Report report) {
        this.options = options;
        this.report = report;
    }

    /// One round of one deployment.
    ///
    /// @param engineCpu µs per message of the engine
    /// @param cpu µs per message of engine and broker
    /// @param engineMemory after it
    /// @param memory of engine and broker after it
    record Round(
            Outcome outcome,
            double engineCpu,
            double cpu,
            Footprint engineMemory,
            Footprint memory) {}

    /// All rounds of one deployment at one quality of service.
    record Rounds(List<Round> rounds) {

        Footprint loadedEngine() {
            return rounds.stream()
                    .map(Round::engineMemory)
                    .reduce(Footprint.NONE, Footprint::larger);
        }

        Footprint loaded() {
            return rounds.stream().map(Round::memory).reduce(Footprint.NONE, Footprint::larger);
        }

        Spread spread(ToDoubleFunction<Round> figure) {
            return Spread.of(rounds.stream().mapToDouble(figure).toArray());
        }

        double perSecond() {
            return spread(round -> round.outcome().perSecond()).median();
        }

        double engineCpu() {
            return spread(Round::engineCpu).median();
        }

        double cpu() {
            return spread(Round::cpu).median();
        }

        int sum(ToDoubleFunction<Outcome> figure) {
            return (int)
                    rounds.stream().mapToDouble(it -> figure.applyAsDouble(it.outcome())).sum();
        }
    }

    /// The ceiling: straight through `broker`, no engine.
    void ceiling(Mosquitto broker) {
        List<List<String>> lines = new ArrayList<>();
        for (int qos : List.of(1, 0)) {
            double[] rates = new double[options.rounds()];
            int lost = 0;
            try (var load = new Load(broker.port(), Work.echo(qos))) {
                load.burst(options.messages(), Options.WINDOW);
                for (int round = 0; round < rates.length; round++) {
                    Outcome outcome = load.burst(options.messages(), Options.WINDOW);
                    rates[round] = outcome.perSecond();
                    lost += outcome.lost();
                }
            }
            lines.add(List.of(String.valueOf(qos), Spread.of(rates).text(0), String.valueOf(lost)));
        }
        report.table(
                new Report.Table(
                        "Ceiling: load generator and Mosquitto alone",
                        List.of("QoS", "msg/s", "lost"),
                        lines));
    }

    Map<Deployment, Rounds> measure(List<Deployment> deployments, int qos) {
        Map<Deployment, Rounds> all = new LinkedHashMap<>();
        Processors processors = Processors.watch(Deployment.programs(deployments));
        for (int round = -options.warmUps(); round < options.rounds(); round++) {
            for (Deployment deployment : deployments) {
                Round one = round(deployment, qos);
                report.say(
                        "relay QoS %d, round %d, %s: %s msg/s, %.1f µs, lost %d"
                                .formatted(
                                        qos,
                                        round + 1,
                                        deployment.name(),
                                        Spread.number(one.outcome().perSecond(), 0),
                                        one.engineCpu(),
                                        one.outcome().lost()));
                if (round >= 0) {
                    all.computeIfAbsent(deployment, _ -> new Rounds(new ArrayList<>()))
                            .rounds()
                            .add(one);
                }
            }
        }
        report.others("the relay at QoS " + qos, processors.others());
        report.table(table(qos, all));
        return all;
    }

    private Round round(Deployment deployment, int qos) {
        try (var load = new Load(deployment.port(), Work.relay(deployment.prefix(), qos))) {
            Duration engine = deployment.engine().cpu();
            Duration both = deployment.cpu();
            Outcome outcome = load.burst(options.messages(), Options.WINDOW);
            return new Round(
                    outcome,
                    micros(engine, deployment.engine().cpu()) / options.messages(),
                    micros(both, deployment.cpu()) / options.messages(),
                    deployment.engine().footprint(),
                    deployment.footprint());
        }
    }

    private static double micros(Duration from, Duration to) {
        return to.minus(from).toNanos() / 1e3;
    }

    private static Report.Table table(int qos, Map<Deployment, Rounds> all) {
        List<List<String>> lines = new ArrayList<>();
        all.forEach((deployment, rounds) ->
                lines.add(
                        List.of(
                                deployment.name(),
                                rounds.spread(round -> round.outcome().perSecond()).text(0),
                                rounds.spread(Round::engineCpu).text(1),
                                rounds.spread(Round::cpu).text(1),
                                String.valueOf(rounds.sum(Outcome::lost)),
                                String.valueOf(rounds.sum(Outcome::duplicates)),
                                String.valueOf(rounds.sum(Outcome::wrong)))));
        return new Report.Table(
                "Relay, QoS " + qos,
                List.of(
                        "deployment",
                        "msg/s: median (least - most)",
                        "CPU of the engine, µs/msg",
                        "with its broker, µs/msg",
                        "lost",
                        "twice",
                        "wrong"),
                lines);
    }
}
