package io.serai.bench;

import io.serai.bench.Relay.Rounds;

import java.util.Map;

/// What is measured beside the same deployment of an earlier gateway: it must not have become slower or
/// larger by more than 5 %.
///
/// @param earlier the same by the earlier gateway
record Progress(Deployment now, Deployment earlier) {

    private static final double SLOWER = 0.95;
    private static final double MORE = 1.05;

    /// The claims of the relay at one quality of service.
    void relay(int qos, Map<Deployment, Rounds> all, Report report) {
        Rounds ours = rounds(all, now);
        Rounds theirs = rounds(all, earlier);
        report.claim(
                Claim.atLeast(
                        "earlier",
                        "%s: msg/s at QoS %d, x earlier".formatted(now.name(), qos),
                        ours.perSecond() / theirs.perSecond(),
                        SLOWER,
                        "%s to %s"
                                .formatted(
                                        Spread.number(ours.perSecond(), 0),
                                        Spread.number(theirs.perSecond(), 0))));
        report.claim(
                Claim.atMost(
                        "earlier",
                        "%s: CPU per message at QoS %d, x earlier".formatted(now.name(), qos),
                        ours.engineCpu() / theirs.engineCpu(),
                        MORE,
                        "%.1f to %.1f µs".formatted(ours.engineCpu(), theirs.engineCpu())));
    }

    /// The claims of memory.
    void memory(Map<Deployment, Rounds> q1, Map<Deployment, Rounds> q0, Report report) {
        smaller("idle", now.idleEngine(), earlier.idleEngine(), report);
        smaller("loaded", loaded(q1, q0, now), loaded(q1, q0, earlier), report);
    }

    private static Footprint loaded(
            Map<Deployment, Rounds> q1, Map<Deployment, Rounds> q0, Deployment deployment) {
        return Footprint.larger(
                rounds(q1, deployment).loadedEngine(), rounds(q0, deployment).loadedEngine());
    }

    private void smaller(String when, Footprint ours, Footprint theirs, Report report) {
        report.claim(
                Claim.atMost(
                        "earlier",
                        "%s: RSS %s, x earlier".formatted(now.name(), when),
                        (double) ours.rss() / theirs.rss(),
                        MORE,
                        "%.0f to %.0f MB".formatted(ours.rssMb(), theirs.rssMb())));
    }

    private static Rounds rounds(Map<Deployment, Rounds> all, Deployment deployment) {
        Rounds found = all.get(deployment);
        if (found == null) {
            throw new IllegalStateException(deployment.name() + " was not measured");
        }
        return found;
    }
}
