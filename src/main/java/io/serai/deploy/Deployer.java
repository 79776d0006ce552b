package io.serai.deploy;

import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.observe.Health;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Runs the flows of a folder. Thread-safe.
public final class Deployer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Path routes;
    private final FlowFactory factory;
    private final Timekeeper time;
    private final Health health;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<RunningFlow> running = new ArrayList<>();

    public Deployer(Path routes, FlowFactory factory, Timekeeper time, Health health) {
        this.routes = routes;
        this.factory = factory;
        this.time = time;
        this.health = health;
    }

    /// Starts every flow that can be started and tells of every one that cannot.
    ///
    /// @return what is wrong; empty when every file runs
    public List<Problem> deployAll() {
        RoutesFolder folder = RoutesFolder.read(routes);
        List<Problem> problems = new ArrayList<>(folder.problems());
        for (FlowSource source : folder.flows()) {
            long begin = time.nanos();
            try {
                RunningFlow flow = factory.build(source);
                flow.start();
                remember(flow);
                health.up("flow " + source.id(), "running");
                LOG.info(
                        "{}: {} started in {} ms. {}",
                        source.id(),
                        routes(flow.routeIds().size()),
                        TimeUnit.NANOSECONDS.toMillis(time.nanos() - begin),
                        flow.description());
            } catch (FlowException e) {
                List<Problem> why = why(source, e);
                problems.addAll(why);
                health.down("flow " + source.id(), why.getFirst().toString());
            }
        }
        problems.forEach(
                problem -> LOG.error("{} This file does not run; all others do.", problem));
        return problems;
    }

    /// Camel stops at the first problem and often cannot say at which line; a second look at the file can.
    private List<Problem> why(FlowSource source, FlowException failure) {
        List<Problem> seen = new RouteCheck(factory).look(source);
        return seen.isEmpty() ? List.of(failure.problem()) : seen;
    }

    /// The flows that run, in order of their files.
    public List<RunningFlow> running() {
        lock.lock();
        try {
            return List.copyOf(running);
        } finally {
            lock.unlock();
        }
    }

    private void remember(RunningFlow flow) {
        lock.lock();
        try {
            running.add(flow);
        } finally {
            lock.unlock();
        }
    }

    private static String routes(int count) {
        return count == 1 ? "1 route" : count + " routes";
    }

    /// Stops every flow, all at a time. One that has not stopped after 5 s is named and left to end with
    /// the process. Idempotent.
    @Override
    public void close() {
        List<RunningFlow> flows = running();
        lock.lock();
        try {
            running.clear();
        } finally {
            lock.unlock();
        }
        Map<RunningFlow, Thread> stopping = new LinkedHashMap<>();
        for (RunningFlow flow : flows) {
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
