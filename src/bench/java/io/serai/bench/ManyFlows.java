package io.serai.bench;

import io.serai.bench.Gateways.Gateway;

import java.time.Duration;
import java.util.List;

/// Many flows in one gateway: all on one topic, and each on its own.
final class ManyFlows {

    private static final int ON_ONE_TOPIC = 300;
    private static final int RATE = 500;

    /// One message in so many is answered, by every flow.
    private static final int ANSWERED = 500;

    private static final int ON_OWN_TOPICS = 1000;

    /// Far above what a home has; a thread per flow would be far above this.
    private static final int MOST_THREADS = 100;

    private static final int MOST_UNACKNOWLEDGED = 1000;

    private final Options options;
    private final Gateways gateways;
    private final Report report;

    ManyFlows(Options options, Gateways gateways, Report report) {
        this.options = options;
        this.gateways = gateways;
        this.report = report;
    }

    void onOneTopic(Mosquitto broker) {
        var work =
                new Work(
                        "many/in",
                        1,
                        "many/out",
                        1,
                        id -> id % ANSWERED == 0 ? 1 : Work.LIMIT + 1,
                        id -> id % ANSWERED == 0 ? ON_ONE_TOPIC : 0,
                        true);
        Flows.copy("many", gateways.routes("many"), ON_ONE_TOPIC);
        try (Gateway gateway = gateways.outside("many", "Serai on Mosquitto", broker);
                var load = new Load(broker.port(), work)) {
            load.paced(RATE, Duration.ofSeconds(5), MOST_UNACKNOWLEDGED);
            Program engine = gateway.deployment().engine();
            Processors processors = Processors.watch(gateway.deployment().all());
            Duration before = engine.cpu();
            long begin = System.nanoTime();
            Outcome outcome = load.paced(RATE, options.manyFlows(), MOST_UNACKNOWLEDGED);
            double seconds = (System.nanoTime() - begin) / 1e9;
            double cpu = engine.cpu().minus(before).toNanos() / 1e7 / seconds;
            report.others("300 flows on one topic", processors.others());
            double sustained = outcome.sent() / (double) options.manyFlows().toSeconds();
            report.table(
                    new Report.Table(
                            ON_ONE_TOPIC + " flows on one topic of 500 msg/s, QoS 1",
                            List.of(
                                    "messages/s",
                                    "evaluations/s",
                                    "answers lost",
                                    "last answer after the last message, s",
                                    "p99 ms of an answer",
                                    "CPU, % of one core",
                                    "RSS MB",
                                    "threads",
                                    "connections"),
                            List.of(
                                    List.of(
                                            Spread.number(sustained, 0),
                                            Spread.number(sustained * ON_ONE_TOPIC, 0),
                                            String.valueOf(outcome.lost()),
                                            Spread.number(outcome.behindSeconds(), 1),
                                            Spread.number(outcome.percentile(0.99), 1),
                                            Spread.number(cpu, 0),
                                            Spread.number(engine.footprint().rssMb(), 0),
                                            String.valueOf(engine.threads()),
                                            String.valueOf(engine.connectionsTo(broker.port()))))));
            report.claim(
                    Claim.atLeast(
                            "d",
                            "300 flows on one topic: evaluations/s sustained",
                            sustained * ON_ONE_TOPIC,
                            0.99 * RATE * ON_ONE_TOPIC,
                            "CPU %.0f %% of one core".formatted(cpu)));
            report.claim(
                    Claim.atMost(
                            "d",
                            "300 flows on one topic: p99 ms of an answer",
                            outcome.percentile(0.99),
                            1000,
                            "last one %.1f s after the last message"
                                    .formatted(outcome.behindSeconds())));
            report.claim(
                    Claim.atMost(
                            "d",
                            "300 flows on one topic: messages lost",
                            outcome.lost(),
                            0,
                            outcome.answers() + " answers"));
        }
    }

    void onOwnTopics(Mosquitto broker) {
        var work = new Work("each/in", ON_OWN_TOPICS, "each/out", 1, id -> id, _ -> 1, false);
        Flows.copy("each", gateways.routes("each"), ON_OWN_TOPICS);
        try (Gateway gateway = gateways.outside("each", "Serai on Mosquitto", broker);
                var load = new Load(broker.port(), work)) {
            Outcome outcome = load.paced(ON_OWN_TOPICS, options.manyFlows(), MOST_UNACKNOWLEDGED);
            Program engine = gateway.deployment().engine();
            long connections = engine.connectionsTo(broker.port());
            int threads = engine.threads();
            report.table(
                    new Report.Table(
                            ON_OWN_TOPICS + " flows on 1000 topics, 1000 msg/s, QoS 1",
                            List.of(
                                    "messages/s",
                                    "lost",
                                    "p99 ms",
                                    "RSS MB",
                                    "threads",
                                    "connections"),
                            List.of(
                                    List.of(
                                            Spread.number(
                                                    outcome.sent()
                                                            / (double)
                                                                    options.manyFlows().toSeconds(),
                                                    0),
                                            String.valueOf(outcome.lost()),
                                            Spread.number(outcome.percentile(0.99), 1),
                                            Spread.number(engine.footprint().rssMb(), 0),
                                            String.valueOf(threads),
                                            String.valueOf(connections)))));
            report.claim(
                    Claim.atMost(
                            "d",
                            "1000 flows on 1000 topics: connections",
                            (double) connections,
                            1,
                            ""));
            report.claim(
                    Claim.atMost(
                            "d", "1000 flows on 1000 topics: threads", threads, MOST_THREADS, ""));
            report.claim(
                    Claim.atMost(
                            "d",
                            "1000 flows on 1000 topics: messages lost",
                            outcome.lost(),
                            0,
                            outcome.answers() + " answers"));
        }
    }
}
