package io.serai.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.bench.Gateways.Gateway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Ten times what a slow flow takes: the heap must stay flat, another flow must not notice, and every
/// message must be processed, on disk, held back or counted as dropped.
final class Flood {

    private static final int RATE = 1000;
    private static final int BRISK_RATE = 100;
    private static final int MOST_UNACKNOWLEDGED = 2000;
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration SETTLED = Duration.ofMillis(500);

    /// `flow.max-waiting`: so many may be in the gateway's memory.
    private static final int MAX_WAITING = 1000;

    private static final Pattern ON_DISK = Pattern.compile("(\\d+) messages wait on disk");
    private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");

    private final Options options;
    private final Report report;

    Flood(Options options, Report report) {
        this.options = options;
        this.report = report;
    }

    /// Both qualities of service, on each kind of broker, each in a gateway of its own.
    void measureAll(Gateways gateways, Optional<Mosquitto> broker) {
        for (int qos : List.of(1, 0)) {
            String name = "flood-q" + qos;
            flows(gateways, name + "-file");
            try (Gateway gateway =
                    gateways.embedded(
                            name + "-file", "Serai, own broker, file (default)", "file")) {
                measure(gateway, qos);
            }
            if (broker.isPresent()) {
                flows(gateways, name + "-outside");
                try (Gateway gateway =
                        gateways.outside(name + "-outside", "Serai on Mosquitto", broker.get())) {
                    measure(gateway, qos);
                }
            }
        }
    }

    private static void flows(Gateways gateways, String name) {
        Flows.copy("slow", gateways.routes(name), 1);
        Flows.copy("brisk", gateways.routes(name), 1);
    }

    private void measure(Gateway gateway, int qos) {
        Deployment deployment = gateway.deployment();
        Program engine = deployment.engine();
        var slow =
                new Work(
                        "slow/q" + qos + "/in",
                        10,
                        "slow/q" + qos + "/out",
                        qos,
                        id -> id,
                        _ -> 0,
                        false);
        var brisk = new Work("brisk/in", 1, "brisk/out", 1, id -> id, _ -> 1, false);
        try (var flood = new Load(deployment.port(), slow);
                var house = new Load(deployment.port(), brisk);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            house.paced(BRISK_RATE, FIRST, MOST_UNACKNOWLEDGED);
            Processors processors = Processors.watch(deployment.all());
            Outcome calm = house.paced(BRISK_RATE, FIRST, MOST_UNACKNOWLEDGED);
            Future<Flooded> flooding = other.submit(() -> flood(gateway, flood));
            house.paced(BRISK_RATE, FIRST, MOST_UNACKNOWLEDGED);
            double heapFirst = heap(engine);
            Outcome during =
                    house.paced(
                            BRISK_RATE,
                            options.flood().minus(FIRST).minusSeconds(2),
                            MOST_UNACKNOWLEDGED);
            double heapLast = heap(engine);
            Flooded flooded = await(flooding);
            report.others(
                    "flood QoS %d, %s".formatted(qos, deployment.name()), processors.others());
            tell(deployment, qos, calm, during, heapFirst, heapLast);
            account(deployment, qos, flooded);
        }
    }

    /// What was sent and answered, and what the gateway said of the rest a moment before the last answer.
    private record Flooded(Outcome outcome, String health) {}

    private Flooded flood(Gateway gateway, Load load) {
        load.paced(RATE, options.flood(), MOST_UNACKNOWLEDGED);
        load.listen(SETTLED);
        String health = gateway.health();
        return new Flooded(load.listen(SETTLED), health);
    }

    private static Flooded await(Future<Flooded> flooding) {
        try {
            return flooding.get();
        } catch (ExecutionException e) {
            throw new BenchException("the flood failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /// What is in use after a full collection, in MB.
    private static double heap(Program engine) {
        String pid = String.valueOf(engine.pid());
        engine.ask("jcmd", pid, "GC.run");
        String answer = engine.ask("jcmd", pid, "GC.heap_info");
        Matcher used = HEAP_USED.matcher(answer);
        long kilobytes = 0;
        boolean found = false;
        for (String line : answer.lines().filter(it -> it.contains("total")).toList()) {
            if (used.reset(line).find() && !line.contains("Metaspace")) {
                kilobytes += Long.parseLong(used.group(1));
                found = true;
            }
        }
        if (!found) {
            throw new BenchException("jcmd GC.heap_info says nothing of used memory: " + answer);
        }
        return kilobytes / 1024.0;
    }

    private void tell(
            Deployment deployment,
            int qos,
            Outcome calm,
            Outcome during,
            double heapFirst,
            double heapLast) {
        report.table(
                new Report.Table(
                        "Flood of a slow flow, QoS %d, %s, %d s"
                                .formatted(qos, deployment.name(), options.flood().toSeconds()),
                        List.of(
                                "live heap at 5 s, MB",
                                "at the end, MB",
                                "RSS MB",
                                "another flow, p50 / p99 ms before",
                                "during",
                                "lost of the other"),
                        List.of(
                                List.of(
                                        Spread.number(heapFirst, 1),
                                        Spread.number(heapLast, 1),
                                        Spread.number(deployment.engine().footprint().rssMb(), 0),
                                        delay(calm),
                                        delay(during),
                                        String.valueOf(during.lost())))));
        String what = "flood QoS %d, %s: ".formatted(qos, deployment.name());
        report.claim(
                Claim.atMost(
                        "f",
                        what + "live heap, end to beginning",
                        heapLast / heapFirst,
                        1.25,
                        "%.1f to %.1f MB".formatted(heapFirst, heapLast)));
        report.claim(
                Claim.atMost(
                        "f",
                        what + "p50 of another flow, during to before",
                        during.percentile(0.5) / calm.percentile(0.5),
                        2,
                        delay(calm) + " to " + delay(during) + " ms"));
        report.claim(
                Claim.atMost(
                        "f",
                        what + "messages lost of another flow",
                        during.lost(),
                        0,
                        during.answers() + " answers"));
    }

    private static String delay(Outcome outcome) {
        return Spread.number(outcome.percentile(0.5), 2)
                + " / "
                + Spread.number(outcome.percentile(0.99), 2);
    }

    /// Nothing may vanish: what was not answered must be somewhere.
    private void account(Deployment deployment, int qos, Flooded all) {
        Outcome flooded = all.outcome();
        JsonNode health;
        try {
            health = new ObjectMapper().readTree(all.health());
        } catch (JsonProcessingException e) {
            throw new BenchException("the health report is no JSON: " + e.getMessage(), e);
        }
        long onDisk = 0;
        for (JsonNode part : health.path("parts")) {
            Matcher matcher = ON_DISK.matcher(part.path("detail").asText());
            onDisk += matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        }
        long dropped = 0;
        for (var count : health.path("counts").properties()) {
            dropped += count.getKey().startsWith("mqtt.dropped") ? count.getValue().asLong() : 0;
        }
        int promised = qos == 0 ? flooded.sent() : flooded.acknowledged();
        long missing = promised - flooded.answers() - (qos == 0 ? dropped + MAX_WAITING : onDisk);
        report.table(
                new Report.Table(
                        "What became of the flood, QoS %d, %s".formatted(qos, deployment.name()),
                        List.of(
                                "sent",
                                "acknowledged",
                                "answered",
                                "on disk",
                                "dropped and counted",
                                "unaccounted for"),
                        List.of(
                                List.of(
                                        String.valueOf(flooded.sent()),
                                        String.valueOf(flooded.acknowledged()),
                                        String.valueOf(flooded.answers()),
                                        String.valueOf(onDisk),
                                        String.valueOf(dropped),
                                        String.valueOf(Math.max(0, missing))))));
        report.claim(
                Claim.atMost(
                        "f",
                        "flood QoS %d, %s: messages unaccounted for"
                                .formatted(qos, deployment.name()),
                        (double) Math.max(0, missing),
                        0,
                        promised + (qos == 0 ? " sent" : " acknowledged")));
    }
}
