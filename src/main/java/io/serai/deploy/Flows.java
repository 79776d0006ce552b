package io.serai.deploy;

import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.runtime.RunningFlow;
import io.serai.store.Store;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// The flows of the house, and what may be done with one of them. What is asked is for any thread, the rest
/// for one at a time.
final class Flows {

    private static final Logger LOG = LoggerFactory.getLogger(Flows.class);

    private static final String AREA = "flow";
    private static final String STOPPED = "stopped";
    private static final String REFUSED = "refused";

    private final FlowBuilder builder;
    private final Versions versions;
    private final Drain drain;
    private final DeployConfig config;
    private final Store store;
    private final Timekeeper time;
    private final Health health;
    private final FlowLog log;
    private final Executor exclusive;
    private final Map<String, Deployed> flows = new ConcurrentSkipListMap<>();

    Flows(
            FlowBuilder builder,
            Versions versions,
            Drain drain,
            DeployConfig config,
            Deployer.Surroundings around,
            Executor exclusive) {
        this.exclusive = exclusive;
        this.builder = builder;
        this.versions = versions;
        this.drain = drain;
        this.config = config;
        store = around.store();
        time = around.time();
        health = around.health();
        log = around.log();
    }

    List<Deployed> all() {
        return List.copyOf(flows.values());
    }

    @Nullable Deployed find(String id) {
        return flows.get(id);
    }

    Set<String> ids() {
        return flows.keySet();
    }

    /// Brings a flow that is not there yet, or of which nothing could run, to life: its file's version, or
    /// else the last one that ran.
    ///
    /// @param house where `source` is from
    void add(FlowSource source, RoutesFolder house, String by) {
        long begin = time.nanos();
        Optional<FlowVersion> last = versions.newest(source.id());
        if (isStoppedByHand(source.id())) {
            stopped(source, last);
            tell(
                    Level.INFO,
                    source.id(),
                    "stopped by hand; serai start %s starts it.".formatted(source.id()));
            return;
        }
        List<Problem> problems = new ArrayList<>();
        boolean known = last.filter(each -> each.text().equals(source.text())).isPresent();
        if (isRefused(source)) {
            problems.add(
                    new Problem(
                            source.file().file(), 0, "was rolled back because it failed before."));
        } else {
            RunningFlow flow = started(source, known, problems);
            if (flow != null) {
                added(flow, by, begin);
                return;
            }
        }
        Deployed before = flows.get(source.id());
        RunningFlow former =
                last.isEmpty() || known
                        ? null
                        : started(versions.source(last.get(), house), true, new ArrayList<>());
        if (former == null) {
            flows.put(source.id(), Deployed.broken(source, time.now(), problems));
            health.down(part(source.id()), problems.getFirst().toString());
            if (before == null || !before.problems().equals(problems)) {
                tellProblems(source.id(), problems, "This file does not run; all others do.");
            }
            return;
        }
        runs(Deployed.running(former, last.get().number(), time.now()));
        refuse(source, problems);
    }

    private void stopped(FlowSource source, Optional<FlowVersion> last) {
        int version = last.map(FlowVersion::number).orElse(0);
        flows.put(source.id(), Deployed.stopped(source, version, time.now()));
        health.up(part(source.id()), "stopped");
    }

    /// A flow that is known and not even built, because building one may be what ends the process.
    void addUnstarted(FlowSource source) {
        stopped(source, versions.newest(source.id()));
    }

    private @Nullable RunningFlow started(
            FlowSource source, boolean known, List<Problem> problems) {
        // Building one may be what ends the process: a flow in Java runs its code then.
        store.put(AREA, CrashGuard.RUN, CrashGuard.STARTING, source.id());
        FlowBuilder.Built built =
                known
                        ? builder.prepareAgain(source, routesOfOthers(source.id()))
                        : builder.prepare(source, routesOfOthers(source.id()));
        problems.addAll(built.problems());
        RunningFlow flow = built.flow();
        if (flow == null) {
            return null;
        }
        try {
            flow.run();
            return flow;
        } catch (FlowException e) {
            problems.add(e.problem());
            flow.pause(Duration.ZERO);
            flow.close();
            flow.closeUnclaimedSources();
            return null;
        }
    }

    /// Notes that a flow runs that did not before.
    void added(RunningFlow flow, String by, long begin) {
        int version = versions.keep(flow, by);
        runs(Deployed.running(flow, version, time.now()));
        tell(
                Level.INFO,
                flow.source().id(),
                "%s started in %s ms. %s"
                        .formatted(routes(flow), millisSince(begin), flow.description()));
    }

    /// Makes a new version of a flow ready beside the one that runs.
    ///
    /// @param problems gets what is wrong with it
    /// @return null when something is wrong
    @Nullable RunningFlow prepare(
            FlowSource source, Map<String, Path> taken, List<Problem> problems) {
        FlowBuilder.Built built = builder.prepare(source, taken);
        problems.addAll(built.problems());
        return built.flow();
    }

    /// Puts a new version in the place of the old one; when it cannot run, the old one goes on.
    void update(FlowSource source, String by) {
        long begin = time.nanos();
        List<Problem> problems = new ArrayList<>();
        RunningFlow next = prepare(source, routesOfOthers(source.id()), problems);
        if (next == null) {
            refuse(source, problems);
            return;
        }
        Deployed was = flows.get(source.id());
        RunningFlow old = was == null ? null : was.running();
        if (old == null) {
            loaded(next, by);
            return;
        }
        try {
            int drained =
                    new Swap(List.of(new Swap.Change(old, next)), time).make(config.drainLimit());
            swapped(old, next, by, drained, begin);
        } catch (FlowException e) {
            refuse(source, List.of(e.problem()));
        }
    }

    /// Keeps a sound version of a flow that is stopped.
    void loaded(RunningFlow next, String by) {
        FlowSource source = next.source();
        int version = versions.keep(next, by);
        next.close();
        flows.put(source.id(), Deployed.stopped(source, version, time.now()));
        health.up(part(source.id()), "stopped");
        tell(
                Level.INFO,
                source.id(),
                "version %s is checked and runs when the flow is started.".formatted(version));
    }

    /// Notes that `next` has taken the place of `old`.
    ///
    /// @param begin timekeeper nanoseconds
    void swapped(RunningFlow old, RunningFlow next, String by, int drained, long begin) {
        String id = next.source().id();
        drain.add(old, config.drainLimit());
        boolean same = old.source().text().equals(next.source().text());
        int version = versions.keep(next, by);
        runs(Deployed.running(next, version, time.now()));
        tell(
                Level.INFO,
                id,
                "%s %s, %s drained, %s ms (version %s, %s)."
                        .formatted(
                                routes(next),
                                same ? "restarted" : "replaced",
                                messages(drained),
                                millisSince(begin),
                                version,
                                by));
        if (!same) {
            FlowSource former = old.source();
            new Probation(next, time, why -> exclusive.execute(() -> unfit(next, former, why)))
                    .begin();
        }
    }

    /// A new version has failed on everything.
    private void unfit(RunningFlow flow, FlowSource former, String why) {
        Deployed now = flows.get(flow.source().id());
        if (now == null || !flow.equals(now.running())) {
            return; // another one has come since
        }
        if (!config.autoRollback()) {
            tell(
                    Level.WARN,
                    now.id(),
                    "version %s may be wrong: %s. serai rollback %s takes it back."
                            .formatted(now.version(), why, now.id()));
            return;
        }
        long begin = time.nanos();
        FlowBuilder.Built built = builder.prepareAgain(former, routesOfOthers(now.id()));
        RunningFlow next = built.flow();
        if (next == null) {
            tell(
                    Level.WARN,
                    now.id(),
                    "%s. The version before cannot run any more.".formatted(why));
            return;
        }
        try {
            int drained =
                    new Swap(List.of(new Swap.Change(flow, next)), time).make(config.drainLimit());
            drain.add(flow, config.drainLimit());
            versions.note(now.id(), now.version(), "rolled back: " + why);
            int version = versions.keep(next, "automatic rollback");
            runs(Deployed.running(next, version, time.now()));
            tell(
                    Level.WARN,
                    now.id(),
                    ("version %s was rolled back: %s. Version %s with the text before runs in %s ms, %s"
                                    + " drained; the file is left as it is.")
                            .formatted(
                                    now.version(),
                                    why,
                                    version,
                                    millisSince(begin),
                                    messages(drained)));
            FlowSource bad = flow.source();
            refuse(bad, List.of(new Problem(bad.file().file(), 0, "was rolled back: " + why)));
            rememberRefusal(bad);
        } catch (FlowException e) {
            tell(
                    Level.WARN,
                    now.id(),
                    "%s. The version before cannot run: %s".formatted(why, e.problem()));
        }
    }

    private void runs(Deployed flow) {
        flows.put(flow.id(), flow);
        store.remove(AREA, flow.id(), REFUSED);
        health.up(part(flow.id()), "running");
    }

    /// The file does not say what runs, because of `problems`; tells of them when they are new.
    void refuse(FlowSource source, List<Problem> problems) {
        refuse(source.id(), source, problems);
    }

    private void refuse(String id, FlowSource source, List<Problem> problems) {
        Deployed was = flows.get(id);
        if (was == null) {
            return;
        }
        boolean told = was.problems().equals(problems);
        Deployed now = was.refusing(source, problems);
        flows.put(id, now);
        if (was.isBroken()) {
            health.down(part(id), problems.getFirst().toString());
        } else {
            health.up(
                    part(id),
                    "%s version %d; its file is not deployed: %s"
                            .formatted(
                                    was.running() == null ? "stopped," : "running",
                                    was.version(),
                                    problems.getFirst()));
        }
        if (!told) {
            String rest =
                    was.isBroken()
                            ? "This file does not run; all others do."
                            : "Not deployed; version %d of %s %s."
                                    .formatted(
                                            was.version(),
                                            versions.clock(deployedAt(was)),
                                            was.running() == null ? "stays" : "runs on");
            tellProblems(id, problems, rest);
        }
    }

    private Instant deployedAt(Deployed flow) {
        return versions.find(flow.id(), flow.version()).map(FlowVersion::time).orElse(flow.since());
    }

    /// The file says again what runs anyway, perhaps from another place.
    void settle(FlowSource source) {
        Deployed was = flows.get(source.id());
        if (was == null) {
            return;
        }
        if (!was.problems().isEmpty()) {
            tell(Level.INFO, source.id(), "its file says again what runs.");
            health.up(part(source.id()), was.running() == null ? "stopped" : "running");
        }
        flows.put(source.id(), was.at(source));
    }

    /// Takes a flow out of the house.
    void remove(Deployed flow, String by) {
        long begin = time.nanos();
        int drained = 0;
        RunningFlow running = flow.running();
        if (running != null) {
            drained = running.underWay();
            running.pause(config.drainLimit());
            running.closeUnclaimedSources();
            drain.add(running, config.drainLimit());
        }
        forget(flow.id());
        if (flow.version() > 0) {
            versions.keepRemoval(flow.source(), by);
        }
        tell(
                Level.INFO,
                flow.id(),
                "removed, %s drained, %s ms. serai rollback %s brings it back."
                        .formatted(messages(drained), millisSince(begin), flow.id()));
    }

    /// The same flow under another name: its state and what waits for it go along.
    void rename(Deployed flow, FlowSource source, String by) {
        long begin = time.nanos();
        RunningFlow old = flow.running();
        if (old == null) {
            throw new IllegalArgumentException(flow.id() + " does not run");
        }
        int drained = old.underWay();
        old.pause(config.drainLimit());
        old.closeUnclaimedSources();
        old.giveStateTo(source.id());
        List<Problem> problems = new ArrayList<>();
        RunningFlow next = prepare(source, routesOfOthers(flow.id()), problems);
        if (next != null) {
            try {
                next.run();
            } catch (FlowException e) {
                problems.add(e.problem());
                next.pause(Duration.ZERO);
                next.close();
                next.closeUnclaimedSources();
            }
        }
        if (next == null || !problems.isEmpty()) {
            old.takeStateFrom(source.id());
            old.unpause();
            refuse(flow.id(), source, problems);
            return;
        }
        forget(flow.id());
        versions.keepRemoval(flow.source(), "renamed to " + source.id());
        swapped(old, next, "renamed from %s, %s".formatted(flow.id(), by), drained, begin);
    }

    /// A flow that cannot even be read.
    void addBroken(FlowSource source, List<Problem> problems) {
        flows.put(source.id(), Deployed.broken(source, time.now(), problems));
        health.down(part(source.id()), problems.getFirst().toString());
        tellProblems(source.id(), problems, "This file does not run; all others do.");
    }

    /// The gateway stops; nothing about the flow changes for the next start.
    void leave(String id) {
        flows.remove(id);
    }

    void forget(String id) {
        flows.remove(id);
        health.forget(part(id));
        store.remove(AREA, id, STOPPED);
        store.remove(AREA, id, REFUSED);
    }

    /// Stops a flow by hand.
    void stop(Deployed flow) {
        store.put(AREA, flow.id(), STOPPED, "by hand");
        RunningFlow running = flow.running();
        if (running == null) {
            return;
        }
        int drained = running.underWay();
        running.pause(config.drainLimit());
        running.closeUnclaimedSources();
        flows.put(flow.id(), flow.stoppedAt(time.now()));
        health.up(part(flow.id()), "stopped");
        drain.add(running, config.drainLimit());
        tell(Level.INFO, flow.id(), "stopped, %s drained.".formatted(messages(drained)));
    }

    void noLongerStopped(String id) {
        store.remove(AREA, id, STOPPED);
    }

    /// Starts the same version anew.
    void restart(Deployed flow, RunningFlow running) throws FlowException {
        long begin = time.nanos();
        FlowBuilder.Built built = builder.prepareAgain(running.source(), routesOfOthers(flow.id()));
        RunningFlow next = built.flow();
        if (next == null) {
            throw new FlowException(built.problems().getFirst());
        }
        int drained =
                new Swap(List.of(new Swap.Change(running, next)), time).make(config.drainLimit());
        swapped(running, next, "restart", drained, begin);
    }

    /// Does not try this text of the file again after a restart of the gateway.
    void rememberRefusal(FlowSource source) {
        store.put(AREA, source.id(), REFUSED, String.valueOf(source.text().hashCode()));
    }

    private boolean isRefused(FlowSource source) {
        return store.get(AREA, source.id(), REFUSED)
                .filter(String.valueOf(source.text().hashCode())::equals)
                .isPresent();
    }

    private boolean isStoppedByHand(String id) {
        return store.get(AREA, id, STOPPED).isPresent();
    }

    Map<String, Path> routesOfOthers(String id) {
        Map<String, Path> taken = new HashMap<>();
        flows.forEach((other, flow) -> {
            if (!other.equals(id) && flow.running() != null) {
                flow.running().namedRouteIds().forEach(route -> taken.put(route, flow.file()));
            }
        });
        return taken;
    }

    private void tell(Level level, String id, String text) {
        LOG.atLevel(level).log("{}: {}", id, text);
        log.add(id, level, text);
    }

    private void tellProblems(String id, List<Problem> problems, String consequence) {
        for (Problem each : problems) {
            LOG.error("{} {}", each, consequence);
            log.add(id, Level.ERROR, each + " " + consequence);
        }
    }

    static String part(String id) {
        return "flow " + id;
    }

    private static String routes(RunningFlow flow) {
        int count = flow.routeIds().size();
        return count == 1 ? "1 route" : count + " routes";
    }

    private static String messages(int count) {
        return count == 1 ? "1 message" : count + " messages";
    }

    private long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(time.nanos() - begin);
    }
}
