package io.serai.deploy;

import io.serai.deploy.apply.DeployLog;
import io.serai.deploy.apply.DeployServices;
import io.serai.deploy.apply.Deployed;
import io.serai.deploy.apply.DevicesYaml;
import io.serai.deploy.apply.Drain;
import io.serai.deploy.apply.FlowBuilder;
import io.serai.deploy.apply.Flows;
import io.serai.deploy.apply.Gate;
import io.serai.deploy.apply.PlanExecutor;
import io.serai.deploy.apply.StopHold;
import io.serai.deploy.palette.NodeList;
import io.serai.deploy.plan.DeployPlanner;
import io.serai.deploy.plan.DeployPlanner.Occasion;
import io.serai.deploy.recovery.CrashGuard;
import io.serai.deploy.recovery.LastRead;
import io.serai.deploy.recovery.PendingFiles;
import io.serai.deploy.recovery.SafeMode;
import io.serai.deploy.versions.Versions;
import io.serai.deploy.watch.RoutesWatcher;
import io.serai.flow.Attempt;
import io.serai.flow.FlowException;
import io.serai.flow.FlowInUse;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowQueues;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowVersion;
import io.serai.flow.Injection;
import io.serai.flow.Problem;
import io.serai.flow.RoutesPath;
import io.serai.flow.Upcoming;
import io.serai.mqtt.MqttMessage;
import io.serai.observe.run.FlowMeters;
import io.serai.routes.FilesException;
import io.serai.routes.RoutesFolder;
import io.serai.routes.RoutesLinks;
import io.serai.routes.SideFiles;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/// Runs the flows of a folder, and keeps them as the folder says and as people ask. Thread-safe.
///
/// A changed flow is read, checked and built beside the version that runs, then swapped; whatever fails,
/// the old version runs on.
public final class Deployer implements FlowControl, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

    private final Path routes;
    private final DeployConfig config;
    private final Timekeeper time;
    private final Versions versions;
    private final LastRead lastRead;
    private final PendingFiles pending;
    private final CrashGuard crashes;
    private final SafeMode safeMode;
    private final Flows flows;
    private final PlanExecutor executor;
    private final StopHold hold;
    private final Shutdown takedown;
    private final FolderDeploy folderDeploy;
    private final JointDeploy jointDeploy;
    private final FlowCommands commands;
    private final InjectService byHand;
    private final RoutesFiles files;
    private final NodeList nodes;

    /// One deploy at a time; held while its tests run, so nobody waits for it who commands a single flow.
    private final ReentrantLock deploying = new ReentrantLock();

    /// Held while flows change.
    private final ReentrantLock work = new ReentrantLock();

    private @Nullable RoutesWatcher watcher;
    private volatile boolean closed;

    public Deployer(Path folder, DeployConfig config, DeployServices around) {
        routes = folder.toAbsolutePath().normalize();
        this.config = config;
        time = around.time();
        versions = new Versions(routes, around.versions(), time);
        lastRead = new LastRead(routes, versions, around.store());
        pending = new PendingFiles(routes, around.store());
        crashes = new CrashGuard(around.store(), time);
        safeMode = new SafeMode(crashes, versions, around.health());
        var devices = new DevicesYaml(around.devices());
        var sides = new SideFiles(around.sides(), around.store());
        var log = new DeployLog(around.log(), time);
        var gate = new Gate(config.gate(), config.gateLimit(), around.testRuns());
        var builder = new FlowBuilder(around.factory(), gate);
        var drain = new Drain(time, config.drainLimit());
        hold = new StopHold(config.stopHold(), time, work);
        flows = new Flows(versions, around, log, this::unfit);
        byHand = new InjectService(flows);
        takedown = new Shutdown(flows, drain, time);
        var planner =
                new DeployPlanner(
                        new DeployPlanner.Memory(
                                versions::newest,
                                flows::isStoppedByHand,
                                flows::isRefused,
                                builder::namedRouteIds));
        executor =
                new PlanExecutor(
                        flows, builder, versions, devices, crashes, drain, hold, time, work);
        folderDeploy =
                new FolderDeploy(
                        lastRead, flows, planner, executor, devices, sides, safeMode, gate, log);
        jointDeploy =
                new JointDeploy(
                        routes,
                        lastRead,
                        flows,
                        planner,
                        executor,
                        folderDeploy,
                        devices,
                        sides,
                        safeMode,
                        pending);
        commands =
                new FlowCommands(
                        flows,
                        planner,
                        executor,
                        folderDeploy,
                        jointDeploy,
                        versions,
                        safeMode,
                        drain,
                        hold,
                        log,
                        work);
        files =
                new RoutesFiles(
                        routes,
                        this,
                        new DraftCheck(
                                routes,
                                lastRead,
                                flows,
                                around.factory(),
                                around.devices(),
                                around.sides()),
                        new DraftTests(routes, lastRead, around.testRuns()));
        nodes = new NodeList(around.factory(), files::kamelets);
    }

    /// The files of the house, as people edit them.
    public RoutesFiles files() {
        return files;
    }

    /// What people can put into a flow.
    public NodeList nodes() {
        return nodes;
    }

    /// Starts every flow that can be started and tells of every one that cannot. A flow whose file is
    /// broken runs in the version that ran last.
    ///
    /// @return what is wrong; empty when every file runs
    public List<Problem> deployAll() {
        deploying.lock();
        try {
            pending.resume();
            RoutesFolder first = lastRead.read();
            safeMode.begin(first, config.safeModeAfter());
            List<Problem> problems = folderDeploy.begin(lastRead.remember(first));
            if (!safeMode.isOn()) {
                crashes.allStarted();
            }
            return problems;
        } finally {
            deploying.unlock();
        }
    }

    /// Deploys what changes in the folder from now on, when the settings say so.
    public void watch() {
        if (!config.watch()) {
            return;
        }
        deploying.lock();
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
            deploying.unlock();
        }
        deployChanges(); // of between the first reading and now
    }

    /// Deploys what has changed in the folder since the last time.
    public void deployChanges() {
        deploying.lock();
        try {
            if (!closed) {
                folderDeploy.deploy();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("The changed files could not be deployed; everything runs on as it was.", e);
        } finally {
            deploying.unlock();
        }
    }

    private void unfit(RunningFlow flow, FlowSource former, String why) {
        if (closed) {
            return;
        }
        if (config.autoRollback()) {
            commands.takeBack(flow, former, why);
        } else {
            commands.advise(flow, why);
        }
    }

    // What people ask for

    @Override
    public String safeMode() {
        return safeMode.why();
    }

    @Override
    public List<FlowReport> flows() {
        return flows.all().stream().map(this::report).toList();
    }

    @Override
    public FlowInUse inUse(String id) throws FlowException {
        Deployed flow = flows.existing(id);
        return flow.inUse(versions.relative(flow.file()))
                .orElseThrow(() -> new FlowException(new Problem(flow.file(), 0, "does not run.")));
    }

    @Override
    public Optional<FlowPicture> picture(String id) {
        return flows.picture(flows.existing(id).id());
    }

    @Override
    public Optional<FlowMeters> meters(String id) {
        return flows.meters(flows.existing(id).id());
    }

    @Override
    public FlowQueues inputQueue(String id) {
        RunningFlow running = flows.existing(id).running();
        return running == null ? FlowQueues.NOTHING : running.inputQueue();
    }

    private FlowReport report(Deployed flow) {
        return flow.report(config.dry());
    }

    @Override
    public FlowReport start(String id) throws FlowException {
        commands.start(id);
        return flows.existing(id).reportRunning(config.dry());
    }

    @Override
    public FlowReport stop(String id) {
        commands.stop(id);
        return report(flows.existing(id));
    }

    @Override
    public FlowReport restart(String id) throws FlowException {
        commands.restart(id);
        return flows.existing(id).reportRunning(config.dry());
    }

    @Override
    public List<FlowVersion> history(String flow, int most) {
        List<FlowVersion> found = versions.of(flow, most);
        if (found.isEmpty()) {
            flows.existing(flow);
        }
        return found;
    }

    @Override
    public List<FlowVersion> history(int most) {
        return versions.all(most);
    }

    @Override
    public FlowReport rollback(String id, OptionalInt version, String by) throws FlowException {
        commands.rollback(id, version, by);
        return report(flows.existing(id));
    }

    @Override
    public List<Problem> deployTogether(Map<String, String> files, String by) {
        return deployTogether(files, by, () -> {});
    }

    /// The same, if the files are as whoever asks has seen them.
    ///
    /// @param unchanged throws when they are not
    List<Problem> deployTogether(Map<String, String> files, String by, Runnable unchanged) {
        List<Problem> problems = new ArrayList<>();
        Map<Path, String> changes = new HashMap<>();
        files.forEach((name, text) -> {
            try {
                Path file = routes.resolve(new RoutesPath(name).text());
                RoutesLinks.requireInside(routes, file);
                changes.put(file, text);
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(routes, 0, "\"%s\": %s".formatted(name, e.getMessage())));
            }
        });
        if (!problems.isEmpty()) {
            return problems;
        }
        deploying.lock();
        try {
            return List.copyOf(jointDeploy.run(changes, Occasion.TOGETHER, by, unchanged));
        } catch (FilesException e) {
            // What another has saved meanwhile came last; it is not written over, and runs.
            deployChanges();
            throw e;
        } finally {
            deploying.unlock();
        }
    }

    @Override
    public CompletionStage<Attempt> inject(String flow, String route, Injection injection)
            throws FlowException {
        return byHand.inject(flow, route, injection);
    }

    @Override
    public CompletionStage<Attempt> resend(
            String flow, String route, MqttMessage message, Runnable whenSafe)
            throws FlowException {
        return byHand.resend(flow, route, message, whenSafe);
    }

    @Override
    public List<Upcoming> upcoming() {
        return byHand.upcoming();
    }

    @Override
    public Map<String, Set<String>> usersOfDevices() {
        return flows.users();
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
        Set<RunningFlow> open;
        work.lock();
        try {
            closed = true;
            executor.close();
            if (watcher != null) {
                watcher.close();
            }
            open = takedown.leave();
            hold.endAll();
        } finally {
            work.unlock();
        }
        takedown.close(open);
        byHand.close();
    }
}
