package io.serai.deploy.apply;

import io.serai.config.NearNames;
import io.serai.deploy.plan.CurrentFlow;
import io.serai.deploy.plan.Trust;
import io.serai.deploy.recovery.Probation;
import io.serai.deploy.versions.NoSuchFlowException;
import io.serai.deploy.versions.Unrecorded;
import io.serai.deploy.versions.Versions;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowUses;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.observe.Health;
import io.serai.observe.run.FlowMeters;
import io.serai.runtime.RunningFlow;
import io.serai.store.Store;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The flows of the house as they stand. What becomes of one is noted here, and with that in the history,
/// the health and the logs. What is asked is for any thread, the rest for one at a time.
public final class Flows {

    private static final String AREA = "flow";
    private static final String STOPPED = "stopped";
    private static final String REFUSED = "refused";
    private static final String DOES_NOT_RUN = "This file does not run; all others do.";

    private final Versions versions;
    private final Store store;
    private final Timekeeper time;
    private final Health health;
    private final DeployLog log;
    private final WhenUnfit whenUnfit;
    private final Unrecorded record;
    private final Map<String, Deployed> flows = new ConcurrentSkipListMap<>();

    /// Of those that could be built since the start of the gateway.
    private final Map<String, FlowPicture> pictures = new ConcurrentHashMap<>();

    private final Map<String, FlowMeters> meters = new ConcurrentHashMap<>();

    /// Hears, on a thread of its own, that a new version has failed on everything.
    @FunctionalInterface
    public interface WhenUnfit {
        void unfit(RunningFlow flow, FlowSource former, String why);
    }

    public Flows(Versions versions, DeployServices around, DeployLog log, WhenUnfit whenUnfit) {
        this.versions = versions;
        this.log = log;
        this.whenUnfit = whenUnfit;
        store = around.store();
        time = around.time();
        health = around.health();
        record = new Unrecorded(time, health);
    }

    public List<Deployed> all() {
        return List.copyOf(flows.values());
    }

    public @Nullable Deployed find(String id) {
        return flows.get(id);
    }

    public @Nullable RunningFlow running(String id) {
        Deployed flow = find(id);
        return flow == null ? null : flow.running();
    }

    /// As they stand, for a plan.
    public Map<String, CurrentFlow> current() {
        Map<String, CurrentFlow> now = new TreeMap<>();
        flows.forEach((id, flow) -> now.put(id, flow.current()));
        return now;
    }

    /// The flow of that id.
    ///
    /// @throws NoSuchFlowException when there is none, naming the nearest
    public Deployed existing(String id) {
        Deployed flow = find(id);
        if (flow == null) {
            throw new NoSuchFlowException(
                    "there is no flow \"%s\".%s"
                            .formatted(id, NearNames.suggestion(id, flows.keySet())));
        }
        return flow;
    }

    /// Flows by device that they use, as far as is known by now; `*` for every device.
    public Map<String, Set<String>> users() {
        Map<String, Set<String>> users = new TreeMap<>();
        for (Deployed flow : flows.values()) {
            FlowUses uses = flow.usesNow();
            for (String device : uses.devices()) {
                users.computeIfAbsent(device, _ -> new TreeSet<>()).add(flow.id());
            }
        }
        return users;
    }

    private void seen(RunningFlow flow, int version) {
        String id = flow.source().id();
        pictures.put(id, flow.picture());
        flow.meters()
                .ifPresentOrElse(
                        its -> {
                            its.number(version);
                            meters.put(id, its);
                        },
                        () -> meters.remove(id));
    }

    public Optional<FlowMeters> meters(String id) {
        return Optional.ofNullable(meters.get(id));
    }

    public Optional<FlowPicture> picture(String id) {
        return Optional.ofNullable(pictures.get(id));
    }

    public boolean isEmpty() {
        return flows.isEmpty();
    }

    /// Ids that running flows but one give to their routes, and their files.
    public Map<String, Path> routesOfOthers(String id) {
        return routesExcept(Set.of(id));
    }

    Map<String, Path> routesExcept(Set<String> ids) {
        Map<String, Path> taken = new HashMap<>();
        flows.forEach((other, flow) -> {
            if (!ids.contains(other) && flow.running() != null) {
                flow.routeIds().forEach(route -> taken.put(route, flow.file()));
            }
        });
        return taken;
    }

    /// A flow runs that did not before.
    ///
    /// @param begin timekeeper nanoseconds
    void added(RunningFlow flow, String by, long begin) {
        runs(flow, by);
        log.info(
                flow.source().id(),
                "%s started in %s ms. %s"
                        .formatted(
                                DeployLog.routes(flow),
                                log.millisSince(begin),
                                flow.description()));
    }

    /// A flow that is stopped has a new version, which is sound.
    void loaded(RunningFlow next, String by) {
        String id = next.source().id();
        int version = numberAfter(id);
        Deployed flow = Deployed.loaded(next, version, time.now());
        seen(next, version);
        next.close();
        flows.put(id, flow);
        health.up(part(id), "stopped");
        keep(flow, by);
        log.info(
                id,
                "version %s is checked and runs when the flow is started."
                        .formatted(existing(id).version()));
    }

    /// `next` has taken the place of `old`, and is on probation unless it ran before.
    ///
    /// @param begin timekeeper nanoseconds
    void swapped(
            RunningFlow old, RunningFlow next, Trust trust, String by, int drained, long begin) {
        FlowSource former = old.source();
        boolean same = former.text().equals(next.source().text());
        int version = runs(next, by);
        log.info(
                next.source().id(),
                "%s %s, %s drained, %s ms (version %s, %s)."
                        .formatted(
                                DeployLog.routes(next),
                                same ? "restarted" : "replaced",
                                DeployLog.messages(drained),
                                log.millisSince(begin),
                                version,
                                by));
        if (!same && trust != Trust.KNOWN) {
            new Probation(next, time, why -> whenUnfit.unfit(next, former, why)).begin();
        }
    }

    /// A version runs, and that is known whether or not the history can be written.
    ///
    /// @return its number
    int runs(RunningFlow flow, String by) {
        String id = flow.source().id();
        runs(flow, numberAfter(id));
        keep(existing(id), by);
        return existing(id).version();
    }

    /// The number that a version most likely has, until the history says it.
    private int numberAfter(String id) {
        Deployed was = flows.get(id);
        return was == null ? 1 : was.version() + 1;
    }

    private void keep(Deployed flow, String by) {
        FlowSource source = flow.source();
        Set<String> kamelets = flow.usesNow().kamelets();
        record.write(
                flow.id(),
                "version",
                () -> {
                    int number = versions.keep(source, kamelets, by);
                    flows.computeIfPresent(
                            flow.id(),
                            (_, now) -> now.source().equals(source) ? now.numbered(number) : now);
                    meters(flow.id()).ifPresent(its -> its.number(number));
                });
    }

    /// A version runs that is in the history.
    void runs(RunningFlow flow, int version) {
        String id = flow.source().id();
        seen(flow, version);
        flows.put(id, Deployed.running(flow, version, time.now()));
        health.up(part(id), "running");
        record.write(id, REFUSED, () -> store.remove(AREA, id, REFUSED));
    }

    /// What became of a version is added to the history.
    public void note(String id, int version, String note) {
        record.write(id, "note", () -> versions.note(id, version, note));
    }

    /// The file does not say what runs, because of `problems`; tells of them when they are new.
    public void refuse(FlowSource source, List<Problem> problems) {
        refuse(source.id(), source, problems);
    }

    /// The same, for a flow that has another name than its file.
    void refuse(String id, FlowSource source, List<Problem> problems) {
        Deployed was = flows.get(id);
        if (was == null) {
            return;
        }
        flows.put(id, was.refusing(source, problems));
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
        if (!was.problems().equals(problems)) {
            log.problems(id, problems, was.isBroken() ? DOES_NOT_RUN : notDeployed(was));
        }
    }

    private String notDeployed(Deployed flow) {
        Instant deployed =
                versions.find(flow.id(), flow.version())
                        .map(FlowVersion::time)
                        .orElse(flow.since());
        return "Not deployed; version %d of %s %s."
                .formatted(
                        flow.version(),
                        versions.clock(deployed),
                        flow.running() == null ? "stays" : "runs on");
    }

    /// The file says again what runs anyway, perhaps from another place.
    void settle(FlowSource source) {
        Deployed was = flows.get(source.id());
        if (was == null) {
            return;
        }
        if (!was.problems().isEmpty()) {
            log.info(source.id(), "its file says again what runs.");
            health.up(part(source.id()), was.running() == null ? "stopped" : "running");
        }
        flows.put(source.id(), was.at(source));
    }

    /// Nothing of a flow can run; tells of the problems when they are new.
    void broken(FlowSource source, List<Problem> problems) {
        Deployed was = flows.put(source.id(), Deployed.broken(source, time.now(), problems));
        health.down(part(source.id()), problems.getFirst().toString());
        if (was == null || !was.problems().equals(problems)) {
            log.problems(source.id(), problems, DOES_NOT_RUN);
        }
    }

    /// The file cannot be read.
    void unreadable(FlowSource source, Problem problem) {
        if (find(source.id()) == null) {
            broken(source, List.of(problem));
        } else {
            refuse(source, List.of(problem));
        }
    }

    /// A flow is known and not even built, because building one may be what ends the process.
    void unstarted(FlowSource source, boolean byHand) {
        int version = versions.newest(source.id()).map(FlowVersion::number).orElse(0);
        flows.put(source.id(), Deployed.stopped(source, version, time.now()));
        health.up(part(source.id()), "stopped");
        if (byHand) {
            log.info(
                    source.id(),
                    "stopped by hand; serai start %s starts it.".formatted(source.id()));
        }
    }

    /// A flow that ran does so no more.
    public void stopped(Deployed flow) {
        flows.put(flow.id(), flow.stoppedAt(time.now()));
        health.up(part(flow.id()), "stopped");
    }

    /// A flow has left the house, and that is told.
    ///
    /// @param begin timekeeper nanoseconds
    void removed(Deployed flow, String by, int drained, long begin) {
        removed(flow, by);
        log.info(
                flow.id(),
                "removed, %s drained, %s ms. serai rollback %s brings it back."
                        .formatted(DeployLog.messages(drained), log.millisSince(begin), flow.id()));
    }

    /// A flow has left the house.
    void removed(Deployed flow, String by) {
        flows.remove(flow.id());
        pictures.remove(flow.id());
        meters.remove(flow.id());
        health.forget(part(flow.id()));
        record.write(
                flow.id(),
                STOPPED,
                () -> {
                    store.remove(AREA, flow.id(), STOPPED);
                    store.remove(AREA, flow.id(), REFUSED);
                });
        if (flow.version() > 0) {
            record.write(flow.id(), "version", () -> versions.keepRemoval(flow.source(), by));
        }
    }

    /// A flow that is stopped goes on, stopped, under another name.
    void renamedStopped(Deployed flow, RunningFlow next, String by) {
        removed(flow, "renamed to " + next.source().id());
        loaded(next, by);
        record.write(next.source().id(), STOPPED, () -> keepStopped(next.source().id()));
    }

    /// The gateway stops; nothing about the flows changes for the next start.
    public void leave() {
        flows.clear();
    }

    // What outlives the process

    /// The flow stays stopped after a restart of the gateway.
    public void keepStopped(String id) {
        store.put(AREA, id, STOPPED, "by hand");
    }

    public void noLongerStopped(String id) {
        store.remove(AREA, id, STOPPED);
    }

    public boolean isStoppedByHand(String id) {
        return store.get(AREA, id, STOPPED).isPresent();
    }

    /// Does not try this text of the file again after a restart of the gateway.
    public void rememberRefusal(FlowSource source) {
        record.write(
                source.id(),
                REFUSED,
                () ->
                        store.put(
                                AREA,
                                source.id(),
                                REFUSED,
                                String.valueOf(source.text().hashCode())));
    }

    public boolean isRefused(FlowSource source) {
        return store.get(AREA, source.id(), REFUSED)
                .filter(String.valueOf(source.text().hashCode())::equals)
                .isPresent();
    }

    private static String part(String id) {
        return "flow " + id;
    }
}
