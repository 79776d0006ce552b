package io.serai.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// How long an answer takes at a load that a deployment carries easily.
final class Latency {

    private static final int RATE = 1000;
    private static final int ROUNDS = 3;
    private static final int ANY = Integer.MAX_VALUE;

    private final Options options;
    private final Report report;

    Latency(Options options, Report report) {
        this.options = options;
        this.report = report;
    }

    /// @param p50 in ms, of each round
    /// @param p99 in ms, of each round
    record Delay(Spread p50, Spread p99, int lost) {}

    Map<Deployment, Delay> measure(List<Deployment> deployments, int qos) {
        Map<Deployment, List<Outcome>> rounds = new LinkedHashMap<>();
        Processors processors = Processors.watch(Deployment.programs(deployments));
        for (int round = 0; round < ROUNDS; round++) {
            for (Deployment deployment : deployments) {
                try (var load = new Load(deployment.port(), Work.relay(deployment.prefix(), qos))) {
                    Outcome outcome = load.paced(RATE, options.latency(), ANY);
                    report.say(
                            "latency QoS %d, round %d, %s: p50 %.2f ms, p99 %.2f ms, lost %d"
                                    .formatted(
                                            qos,
                                            round + 1,
                                            deployment.name(),
                                            outcome.percentile(0.5),
                                            outcome.percentile(0.99),
                                            outcome.lost()));
                    rounds.computeIfAbsent(deployment, _ -> new ArrayList<>()).add(outcome);
                }
            }
        }
        report.others("the latency at QoS " + qos, processors.others());
        Map<Deployment, Delay> delays = new LinkedHashMap<>();
        List<List<String>> lines = new ArrayList<>();
        rounds.forEach((deployment, its) -> {
            var delay =
                    new Delay(
                            spread(its, outcome -> outcome.percentile(0.5)),
                            spread(its, outcome -> outcome.percentile(0.99)),
                            its.stream().mapToInt(Outcome::lost).sum());
            delays.put(deployment, delay);
            lines.add(
                    List.of(
                            deployment.name(),
                            delay.p50().text(2),
                            delay.p99().text(2),
                            String.valueOf(delay.lost())));
        });
        report.table(
                new Report.Table(
                        "Latency at %d msg/s, QoS %d".formatted(RATE, qos),
                        List.of("deployment", "p50 ms: median (least - most)", "p99 ms", "lost"),
                        lines));
        return delays;
    }

    private static Spread spread(List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
        return Spread.of(outcomes.stream().mapToDouble(figure).toArray());
    }
}
