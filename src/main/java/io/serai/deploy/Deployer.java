package io.serai.deploy;

import io.serai.config.NearNames;
import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowInUse;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowReport.State;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowVersion;
import io.serai.flow.HousePath;
import io.serai.flow.Problem;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;
import io.serai.store.FlowVersions;
import io.serai.store.Store;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// Runs the flows of a folder, and keeps them as the folder says. Thread-safe.
///
/// A changed flow is read, checked and built beside the version that runs, then swapped; whatever fails,
/// the old version runs on.
public final class Deployer implements FlowControl, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Path routes;
    private final DeployConfig config;
    private final Surroundings around;
    private final Timekeeper time;
    private final FlowVersions history;
    private final Versions versions;
    private final Drain drain;
    private final Flows flows;
    private final FlowBuilder builder;
    private final PendingFiles pending;
    private final CrashGuard crashes;

    /// One change of the house at a time.
    private final ReentrantLock work = new ReentrantLock();

    private RoutesFolder house;
    private List<Problem> told = List.of();
    private final DevicesYaml devices;
    private volatile String safeMode = "";
    private @Nullable RoutesWatcher watcher;
    private boolean closed;

    /// What the deployer works with.
    public record Surroundings(
            FlowFactory factory,
            DeviceEdits devices,
            FlowVersions versions,
            Store store,
            Timekeeper time,
            Health health,
            FlowLog log) {}

    public Deployer(Path folder, DeployConfig config, Surroundings around) {
        routes = folder.toAbsolutePath().normalize();
        this.config = config;
        this.around = around;
        time = around.time();
        history = around.versions();
        versions = new Versions(routes, history, time);
        drain = new Drain(time);
        builder = new FlowBuilder(around.factory());
        flows = new Flows(builder, versions, drain, config, around, this::exclusively);
        pending = new PendingFiles(routes, around.store());
        crashes = new CrashGuard(around.store(), time);
        devices = new DevicesYaml(around.devices());
        house = new RoutesFolder(routes, List.of(), Map.of(), Map.of(), "", Map.of(), List.of());
    }

    /// Starts every flow that can be started and tells of every one that cannot. A flow whose file is
    /// broken runs in the version that ran last.
    ///
    /// @return what is wrong; empty when every file runs
    public List<Problem> deployAll() {
        work.lock();
        try {
            resumePending();
            house = RoutesFolder.read(routes);
            devices.begin(house.devices());
            tellFolder();
            int ended = crashes.begin(filesOf(house));
            if (config.safeModeAfter() > 0 && ended >= config.safeModeAfter()) {
                enterSafeMode(ended);
            } else {
                for (FlowSource source : house.flows()) {
                    flows.add(source, house, Versions.savedBy(source.file().file()));
                }
                house.unreadable().forEach(this::unreadable);
                crashes.allStarted();
            }
            List<Problem> problems = new ArrayList<>(house.problems());
            flows.all().forEach(flow -> problems.addAll(flow.problems()));
            return problems;
        } finally {
            work.unlock();
        }
    }

    private void resumePending() {
        try {
            if (pending.resume()) {
                LOG.info(
                        "Files that were being deployed together when the gateway ended are written.");
            }
        } catch (IOException e) {
            LOG.error("Files of an unfinished deploy could not be written: {}", e.getMessage());
        }
    }

    private static String filesOf(RoutesFolder house) {
        Map<String, Integer> texts = new TreeMap<>();
        house.flows().forEach(flow -> texts.put(flow.id(), flow.text().hashCode()));
        return Integer.toHexString(
                Objects.hash(texts, house.kamelets(), house.values(), house.devices()));
    }

    private void enterSafeMode(int ended) {
        List<String> suspects = suspects();
        String suspect =
                suspects.isEmpty()
                        ? "No flow was ever deployed, so look for the cause elsewhere."
                        : "Most likely the cause is flow %s."
                                .formatted(String.join(", or flow ", suspects));
        safeMode =
                ("The gateway ended %d times soon after its start without being asked to. It is in safe"
                                + " mode: no flow is started. %s Mend or remove its file, then serai start the"
                                + " flows you want, or restart the gateway.")
                        .formatted(ended, suspect);
        LOG.error("{}", safeMode);
        around.health().down("safe mode", safeMode);
        house.flows().forEach(flows::addUnstarted);
    }

    private List<String> suspects() {
        List<String> suspects = new ArrayList<>();
        Optional<String> begun = crashes.suspect();
        begun.ifPresent(
                flow -> suspects.add(flow + ", the last to be started when the gateway ended"));
        history.all(1).stream()
                .filter(last -> !Optional.of(last.flow()).equals(begun))
                .forEach(last ->
                        suspects.add(
                                "%s, changed last, at %s"
                                        .formatted(last.flow(), versions.clock(last.time()))));
        return suspects;
    }

    private void leaveSafeMode() {
        if (!safeMode.isEmpty()) {
            safeMode = "";
            around.health().forget("safe mode");
            LOG.info("Safe mode ends.");
        }
    }

    @Override
    public String safeMode() {
        return safeMode;
    }

    /// Deploys what changes in the folder from now on, when the settings say so.
    public void watch() {
        if (!config.watch()) {
            return;
        }
        work.lock();
        try {
            var fresh = new RoutesWatcher(routes, time, this::deployChanges);
            fresh.start();
            watcher = fresh;
        } catch (IOException e) {
            LOG.error(
                    "{} cannot be watched: {}. Edits count from the next start; on Linux"
                            + " fs.inotify.max_user_instances may be too low.",
                    routes,
                    e.getMessage());
        } finally {
            work.unlock();
        }
        deployChanges(); // of between the first reading and now
    }

    private void exclusively(Runnable task) {
        work.lock();
        try {
            if (!closed) {
                task.run();
            }
        } finally {
            work.unlock();
        }
    }

    /// Deploys what has changed in the folder since the last time.
    void deployChanges() {
        work.lock();
        try {
            if (!closed) {
                deploy(RoutesFolder.read(routes));
            }
        } catch (RuntimeException e) {
            LOG.error("The changed files could not be deployed; everything runs on as it was.", e);
        } finally {
            work.unlock();
        }
    }

    private void deploy(RoutesFolder now) {
        if (now.isMissing() && !flows.ids().isEmpty()) {
            if (!now.problems().equals(told)) {
                now.problems().forEach(each -> LOG.error("{} Everything runs on as it was.", each));
                told = now.problems();
            }
            return;
        }
        Set<String> devicesChanged = devices.change(now.devices());
        boolean surroundingsChanged =
                !devicesChanged.isEmpty()
                        || !now.kamelets().equals(house.kamelets())
                        || !now.values().equals(house.values());
        house = now;
        tellFolder();
        Map<String, FlowSource> wanted = new LinkedHashMap<>();
        now.flows().forEach(source -> wanted.put(source.id(), source));
        renameOrRemove(wanted);
        for (FlowSource source : wanted.values()) {
            bring(source, devicesChanged, surroundingsChanged);
        }
        now.unreadable().forEach(this::unreadable);
    }

    private void bring(FlowSource source, Set<String> devicesChanged, boolean surroundingsChanged) {
        Deployed flow = flows.find(source.id());
        if (flow == null || flow.isBroken()) {
            boolean isNews =
                    flow == null
                            || surroundingsChanged
                            || !source.text().equals(flow.refused())
                            || !source.file().file().equals(flow.file());
            if (isNews && safeMode.isEmpty()) {
                flows.add(source, house, Versions.savedBy(source.file().file()));
            } else if (isNews) {
                flows.addUnstarted(source);
            }
        } else if (!safeMode.isEmpty()) {
            flows.addUnstarted(source);
        } else if (flow.means(source, devicesChanged)) {
            if (!flow.problems().isEmpty() || !flow.file().equals(source.file().file())) {
                flows.settle(source);
            }
        } else if (surroundingsChanged || !source.text().equals(flow.refused())) {
            flows.update(source, Versions.savedBy(source.file().file()));
        }
    }

    private void unreadable(String id, Problem problem) {
        FlowSource source = FlowSource.of(new FlowFile(id, problem.file()), "");
        if (flows.find(id) == null) {
            flows.addBroken(source, List.of(problem));
        } else {
            flows.refuse(source, List.of(problem));
        }
    }

    private void renameOrRemove(Map<String, FlowSource> wanted) {
        List<Deployed> gone =
                flows.all().stream()
                        .filter(flow ->
                                !wanted.containsKey(flow.id())
                                        && !house.unreadable().containsKey(flow.id()))
                        .toList();
        for (Deployed flow : gone) {
            Optional<FlowSource> heir =
                    wanted.values().stream()
                            .filter(source -> flows.find(source.id()) == null)
                            .filter(source -> isSameFlow(flow, source))
                            .findFirst();
            if (heir.isPresent()) {
                flows.rename(flow, heir.get(), Versions.savedBy(heir.get().file().file()));
            } else {
                flows.remove(flow, "file removed");
            }
        }
    }

    /// Whether a new file is an old flow under another name: it has the same routes.
    private boolean isSameFlow(Deployed flow, FlowSource source) {
        RunningFlow running = flow.running();
        if (running == null) {
            return false;
        }
        List<String> ids = running.namedRouteIds();
        return !ids.isEmpty() && ids.equals(builder.namedRouteIds(source));
    }

    private void tellFolder() {
        for (Problem each : house.problems()) {
            if (!told.contains(each)) {
                LOG.error("{} This file does not run; all others do.", each);
            }
        }
        told = house.problems();
    }

    // What people ask for

    @Override
    public List<FlowReport> flows() {
        return flows.all().stream().map(this::report).toList();
    }

    @Override
    public FlowInUse inUse(String id) throws FlowException {
        Deployed flow = existing(id);
        return flow.inUse(versions.relative(flow.file()))
                .orElseThrow(() -> new FlowException(new Problem(flow.file(), 0, "does not run.")));
    }

    @Override
    public FlowReport start(String id) throws FlowException {
        return whileWorking(() -> {
            Deployed flow = existing(id);
            if (flow.running() != null) {
                return report(flow);
            }
            flows.noLongerStopped(id);
            leaveSafeMode();
            FlowSource source =
                    house.flows().stream()
                            .filter(each -> each.id().equals(id))
                            .findFirst()
                            .orElse(flow.source());
            flows.add(source, house, Versions.savedBy(source.file().file()));
            return runningOrThrow(id);
        });
    }

    private FlowReport runningOrThrow(String id) throws FlowException {
        Deployed flow = existing(id);
        if (flow.state() != State.RUNNING) {
            throw new FlowException(
                    flow.problems().isEmpty()
                            ? new Problem(flow.file(), 0, "does not run.")
                            : flow.problems().getFirst());
        }
        return report(flow);
    }

    @Override
    public FlowReport stop(String id) {
        work.lock();
        try {
            flows.stop(existing(id));
            return report(existing(id));
        } finally {
            work.unlock();
        }
    }

    @Override
    public FlowReport restart(String id) throws FlowException {
        return whileWorking(() -> {
            Deployed flow = existing(id);
            if (flow.running() == null) {
                return start(id);
            }
            flows.restart(flow, flow.running());
            return report(existing(id));
        });
    }

    @Override
    public List<FlowVersion> history(String flow, int most) {
        List<FlowVersion> found = history.of(flow, most);
        if (found.isEmpty()) {
            existing(flow);
        }
        return found;
    }

    @Override
    public List<FlowVersion> history(int most) {
        return history.all(most);
    }

    @Override
    public FlowReport rollback(String id, OptionalInt version, String by) throws FlowException {
        return whileWorking(() -> {
            FlowVersion wanted = earlier(id, version);
            Map<String, String> files = new HashMap<>();
            Deployed flow = flows.find(id);
            if (flow != null) {
                files.put(versions.relative(flow.file()), "");
            }
            files.put(wanted.file(), wanted.text());
            List<Problem> problems =
                    deployTogether(files, "rollback to %d by %s".formatted(wanted.number(), by));
            if (!problems.isEmpty()) {
                throw new FlowException(problems.getFirst());
            }
            return report(existing(id));
        });
    }

    private FlowVersion earlier(String id, OptionalInt number) {
        if (number.isPresent()) {
            return history.find(id, number.getAsInt())
                    .filter(version -> !version.isRemoval())
                    .orElseThrow(() ->
                            new NoSuchFlowException(
                                    "flow \"%s\" has no version %d to go back to; serai history %s lists them."
                                            .formatted(id, number.getAsInt(), id)));
        }
        Deployed flow = flows.find(id);
        int current = flow == null ? Integer.MAX_VALUE : flow.version();
        return history.of(id, FlowVersions.MOST_PER_FLOW).stream()
                .filter(version -> !version.isRemoval() && version.number() < current)
                .findFirst()
                .orElseThrow(() ->
                        new NoSuchFlowException(
                                "flow \"%s\" has no earlier version to go back to.".formatted(id)));
    }

    @Override
    public List<Problem> deployTogether(Map<String, String> files, String by) {
        work.lock();
        try {
            List<Problem> problems = new ArrayList<>();
            Map<Path, String> changes = new HashMap<>();
            files.forEach((name, text) -> {
                try {
                    changes.put(routes.resolve(new HousePath(name).text()), text);
                } catch (IllegalArgumentException e) {
                    problems.add(
                            new Problem(routes, 0, "\"%s\": %s".formatted(name, e.getMessage())));
                }
            });
            if (problems.isEmpty()) {
                problems.addAll(together(changes, by));
            }
            return List.copyOf(problems);
        } finally {
            work.unlock();
        }
    }

    private List<Problem> together(Map<Path, String> changes, String by) {
        RoutesFolder now = RoutesFolder.read(routes, changes);
        List<Problem> problems =
                new ArrayList<>(
                        now.allProblems().stream()
                                .filter(each -> changes.containsKey(each.file()))
                                .toList());
        problems.addAll(devices.problems(now.devices(), routes));
        if (!problems.isEmpty()) {
            return problems;
        }
        var deploy = new JointDeploy(flows, devices, config, time);
        problems.addAll(deploy.run(now, by, safeMode.isEmpty()));
        if (!problems.isEmpty()) {
            return problems;
        }
        house = now;
        try {
            pending.write(changes);
        } catch (IOException e) {
            return List.of(
                    new Problem(
                            routes,
                            0,
                            "everything was deployed, but cannot be written: %s. Make the folder writable"
                                            .formatted(e.getMessage())
                                    + " and deploy again"));
        }
        return List.of();
    }

    private FlowReport report(Deployed flow) {
        return flow.report(config.dry());
    }

    private Deployed existing(String id) {
        Deployed flow = flows.find(id);
        if (flow == null) {
            throw new NoSuchFlowException(
                    "there is no flow \"%s\".%s"
                            .formatted(id, NearNames.suggestion(id, flows.ids())));
        }
        return flow;
    }

    private interface Work {
        FlowReport done() throws FlowException;
    }

    private FlowReport whileWorking(Work task) throws FlowException {
        work.lock();
        try {
            return task.done();
        } finally {
            work.unlock();
        }
    }

    /// The gateway stops because it was asked to.
    public void stopAsAsked() {
        crashes.sound();
    }

    /// The flows that run, in order of name.
    public List<RunningFlow> running() {
        return flows.all().stream().map(Deployed::running).filter(Objects::nonNull).toList();
    }

    /// Stops every flow, all at a time. One that has not stopped after 5 s is named and left to end with
    /// the process. Idempotent.
    @Override
    public void close() {
        Set<RunningFlow> open = new HashSet<>();
        work.lock();
        try {
            closed = true;
            if (watcher != null) {
                watcher.close();
            }
            open.addAll(running());
            open.addAll(drain.stop());
            flows.all().forEach(flow -> flows.leave(flow.id()));
        } finally {
            work.unlock();
        }
        Map<RunningFlow, Thread> stopping = new LinkedHashMap<>();
        for (RunningFlow flow : open) {
            stopping.put(
                    flow, Thread.ofVirtual().name("stop " + flow.source().id()).start(flow::close));
        }
        long deadline = time.nanos() + STOP_LIMIT.toNanos();
        stopping.forEach((flow, thread) -> awaitStop(flow, thread, deadline));
    }

    private void awaitStop(RunningFlow flow, Thread stopping, long deadline) {
        try {
            Duration left = Duration.ofNanos(Math.max(1, deadline - time.nanos()));
            if (!stopping.join(left)) {
                LOG.warn(
                        "{}: still busy after {} s; what it was doing is abandoned.",
                        flow.source().id(),
                        STOP_LIMIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
