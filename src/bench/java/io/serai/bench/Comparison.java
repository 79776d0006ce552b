package io.serai.bench;

import io.serai.bench.Options.Kind;
import io.serai.bench.Options.Row;
import io.serai.bench.Relay.Rounds;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Serai in its deployments beside Node-RED with Mosquitto: the same work, taking turns, and what the
/// project promised of it.
final class Comparison {

    private final Options options;
    private final Report report;
    private final Gateways gateways;
    private final Optional<Mosquitto> broker;
    private final Deque<Deployment> running = new ArrayDeque<>();

    private final List<Deployment> all = new ArrayList<>();
    private final List<Progress> progress = new ArrayList<>();
    private @Nullable Deployment outside;
    private @Nullable Deployment memory;
    private @Nullable Deployment file;
    private @Nullable Deployment nodeRed;

    Comparison(Options options, Report report, Gateways gateways, Optional<Mosquitto> broker) {
        this.options = options;
        this.report = report;
        this.gateways = gateways;
        this.broker = broker;
    }

    void measure(Path folder) {
        try {
            start(folder);
            if (options.rows().contains(Row.RELAY) || options.rows().contains(Row.MEMORY)) {
                relay();
            }
            if (options.rows().contains(Row.LATENCY)) {
                latency(1);
                latency(0);
            }
        } finally {
            running.forEach(Deployment::close);
        }
    }

    private void start(Path folder) {
        for (String name : List.of("outside", "memory", "file")) {
            gateways.copyRelay(name);
            earlier().ifPresent(it -> it.copyRelay(name));
        }
        if (broker.isPresent() && wanted(Kind.OUTSIDE)) {
            outside =
                    started(
                            "Serai on Mosquitto",
                            (of, title) -> of.outside("outside", title, broker.get()));
        }
        if (wanted(Kind.MEMORY)) {
            memory =
                    started(
                            "Serai, own broker, memory",
                            (of, title) -> of.embedded("memory", title, "memory"));
        }
        if (wanted(Kind.FILE)) {
            file =
                    started(
                            "Serai, own broker, file (default)",
                            (of, title) -> of.embedded("file", title, "file"));
        }
        if (broker.isPresent() && wanted(Kind.NODERED)) {
            Optional<NodeRed> installed = NodeRed.installed(options.nodeRed(), report);
            if (installed.isPresent()) {
                report.setup("Node-RED", installed.get().version() + ", as npm installs it");
                nodeRed = started(installed.get().start(folder.resolve("node-red"), broker.get()));
            }
        }
    }

    private boolean wanted(Kind kind) {
        return options.kinds().contains(kind);
    }

    private interface Start {
        Gateways.Gateway of(Gateways gateways, String title);
    }

    private Optional<Gateways> earlier() {
        return options.earlier().map(gateways::earlier);
    }

    /// Starts a gateway, and the earlier one beside it when there is one to compare with.
    private Deployment started(String title, Start start) {
        Deployment now = started(start.of(gateways, title).deployment());
        earlier()
                .map(it -> started(start.of(it, title + ", earlier").deployment()))
                .ifPresent(it -> progress.add(new Progress(now, it)));
        return now;
    }

    private Deployment started(Deployment deployment) {
        running.push(deployment);
        all.add(deployment);
        return deployment;
    }

    private void relay() {
        var relay = new Relay(options, report);
        Map<Deployment, Rounds> q1 = relay.measure(all, 1);
        Map<Deployment, Rounds> q0 = relay.measure(all, 0);
        memory(q1, q0);
        for (Progress each : progress) {
            each.relay(1, q1, report);
            each.relay(0, q0, report);
            each.memory(q1, q0, report);
        }
        for (Deployment each : all) {
            if (!each.equals(nodeRed)) {
                nothingLost(each, q1, q0);
            }
        }
        if (nodeRed == null) {
            return;
        }
        if (outside != null) {
            faster("a", outside, 1, q1, 3);
            faster("a", outside, 0, q0, 1.3);
            leaner(outside, 1, q1);
            leaner(outside, 0, q0);
        }
        if (memory != null) {
            faster("b", memory, 1, q1, 3);
            faster("b", memory, 0, q0, 0.8);
        }
        if (file != null) {
            faster("b", file, 1, q1, 1);
        }
    }

    private void nothingLost(
            Deployment deployment, Map<Deployment, Rounds> q1, Map<Deployment, Rounds> q0) {
        int lost = of(q1, deployment).sum(Outcome::lost) + of(q0, deployment).sum(Outcome::lost);
        int wrong = of(q1, deployment).sum(Outcome::wrong) + of(q0, deployment).sum(Outcome::wrong);
        report.claim(
                Claim.atMost(
                        "a, b",
                        deployment.name() + ": messages lost or wrong, QoS 1 and 0",
                        lost + wrong,
                        0,
                        "%d lost, %d wrong".formatted(lost, wrong)));
    }

    private void faster(
            String row, Deployment serai, int qos, Map<Deployment, Rounds> rounds, double target) {
        double ours = of(rounds, serai).perSecond();
        double theirs = of(rounds, peer()).perSecond();
        report.claim(
                Claim.atLeast(
                        row,
                        "%s: msg/s at QoS %d, x Node-RED".formatted(serai.name(), qos),
                        ours / theirs,
                        target,
                        "%s to %s".formatted(Spread.number(ours, 0), Spread.number(theirs, 0))));
    }

    private void leaner(Deployment serai, int qos, Map<Deployment, Rounds> rounds) {
        double ours = of(rounds, serai).engineCpu();
        double theirs = of(rounds, peer()).engineCpu();
        report.claim(
                Claim.atMost(
                        "a",
                        "%s: CPU per message at QoS %d, x Node-RED".formatted(serai.name(), qos),
                        ours / theirs,
                        0.5,
                        "%.1f to %.1f µs".formatted(ours, theirs)));
    }

    private void memory(Map<Deployment, Rounds> q1, Map<Deployment, Rounds> q0) {
        List<List<String>> lines = new ArrayList<>();
        for (Deployment each : all) {
            Footprint engine =
                    Footprint.larger(of(q1, each).loadedEngine(), of(q0, each).loadedEngine());
            Footprint both = loaded(each, q1, q0);
            lines.add(
                    List.of(
                            each.name(),
                            sizes(each.idleEngine()),
                            sizes(engine),
                            sizes(each.idle()),
                            sizes(both)));
            if (nodeRed != null && each.equals(outside)) {
                smaller(each, "idle", each.idleEngine(), nodeRed.idleEngine(), 1);
                smaller(
                        each,
                        "loaded",
                        engine,
                        Footprint.larger(
                                of(q1, nodeRed).loadedEngine(), of(q0, nodeRed).loadedEngine()),
                        1);
            }
            if (nodeRed != null && each.equals(file)) {
                smaller(each, "idle", each.idle(), nodeRed.idle(), 1.4);
                smaller(each, "loaded", both, loaded(nodeRed, q1, q0), 1.8);
            }
        }
        report.table(
                new Report.Table(
                        "Memory: RSS / PSS in MB",
                        List.of(
                                "deployment",
                                "engine, idle",
                                "engine, loaded",
                                "with its broker, idle",
                                "with its broker, loaded"),
                        lines));
    }

    private static Footprint loaded(
            Deployment deployment, Map<Deployment, Rounds> q1, Map<Deployment, Rounds> q0) {
        return Footprint.larger(of(q1, deployment).loaded(), of(q0, deployment).loaded());
    }

    private static String sizes(Footprint footprint) {
        return "%.0f / %.0f".formatted(footprint.rssMb(), footprint.pssMb());
    }

    private void smaller(
            Deployment serai, String when, Footprint ours, Footprint theirs, double target) {
        report.claim(
                Claim.atMost(
                        "e",
                        "%s: RSS %s, x Node-RED%s"
                                .formatted(
                                        serai.name(),
                                        when,
                                        serai.equals(outside) ? "" : " + Mosquitto"),
                        (double) ours.rss() / theirs.rss(),
                        target,
                        "%.0f to %.0f MB".formatted(ours.rssMb(), theirs.rssMb())));
    }

    private void latency(int qos) {
        Map<Deployment, Latency.Delay> delays = new Latency(options, report).measure(all, qos);
        for (Deployment each : all) {
            if (nodeRed != null && !each.equals(nodeRed)) {
                Latency.Delay ours = of(delays, each);
                Latency.Delay theirs = of(delays, nodeRed);
                quicker(each, "p50", qos, ours.p50(), theirs.p50(), 0.25);
                quicker(each, "p99", qos, ours.p99(), theirs.p99(), 1);
            }
        }
    }

    private void quicker(
            Deployment serai, String what, int qos, Spread ours, Spread theirs, double target) {
        report.claim(
                Claim.atMost(
                        "c",
                        "%s: %s at 1000 msg/s, QoS %d, x Node-RED"
                                .formatted(serai.name(), what, qos),
                        ours.median() / theirs.median(),
                        target,
                        "%.2f to %.2f ms".formatted(ours.median(), theirs.median())));
    }

    private Deployment peer() {
        if (nodeRed == null) {
            throw new IllegalStateException("no Node-RED to compare with");
        }
        return nodeRed;
    }

    private static <T> T of(Map<Deployment, T> figures, Deployment deployment) {
        T found = figures.get(deployment);
        if (found == null) {
            throw new IllegalStateException(deployment.name() + " was not measured");
        }
        return found;
    }
}
