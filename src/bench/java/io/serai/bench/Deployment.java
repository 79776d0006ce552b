package io.serai.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Something that relays messages, ready to be measured: an engine, with a broker of its own inside or
/// with one beside it.
///
/// @param name as in the tables
/// @param prefix of its topics, so that engines on one broker do not hear each other's messages
/// @param port of its broker
/// @param engine what runs the flows
/// @param all the engine and the broker, when that is a process of its own
/// @param idleEngine memory of the engine before the first message
/// @param idle memory of all before the first message
record Deployment(
        String name,
        String prefix,
        int port,
        Program engine,
        List<Program> all,
        Footprint idleEngine,
        Footprint idle)
        implements AutoCloseable {

    /// Long enough for start-up to be over.
    static final Duration SETTLE = Duration.ofSeconds(8);

    /// A deployment whose engine has had time to settle.
    static Deployment settled(
            String name, String prefix, int port, Program engine, List<Program> all) {
        engine.rest(SETTLE);
        return new Deployment(
                name, prefix, port, engine, all, engine.footprint(), Footprint.sum(all));
    }

    /// Each process of these deployments once.
    static Set<Program> programs(Collection<Deployment> deployments) {
        Set<Program> programs = new LinkedHashSet<>();
        deployments.forEach(deployment -> programs.addAll(deployment.all()));
        return programs;
    }

    Duration cpu() {
        return all.stream().map(Program::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    Footprint footprint() {
        return Footprint.sum(all);
    }

    /// Stops the engine; a broker beside it is for others as well and stays.
    @Override
    public void close() {
        engine.close();
    }
}
