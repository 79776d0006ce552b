package io.serai.deploy;

import io.serai.deploy.versions.NoSuchFlowException;
import io.serai.flow.Attempt;
import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowInUse;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowQueues;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowReport.State;
import io.serai.flow.FlowVersion;
import io.serai.flow.Injection;
import io.serai.flow.Problem;
import io.serai.flow.Upcoming;
import io.serai.mqtt.MqttMessage;
import io.serai.observe.run.FlowMeters;
import io.serai.store.MemoryFlowVersions;
import io.serai.time.Timekeeper;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Flows that are text in a map, for tests of who shows and commands them. A text with `broken` in it
/// cannot run; [#hold] makes commands wait.
public final class FlowControlStandIn implements FlowControl {

    private final Timekeeper time;
    private final MemoryFlowVersions versions = new MemoryFlowVersions();
    private final Map<String, FlowReport> flows = new TreeMap<>();
    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, FlowPicture> pictures = new TreeMap<>();
    private final Map<String, FlowMeters> meters = new TreeMap<>();
    private final Map<String, FlowQueues> queues = new TreeMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile String safeMode = "";

    public FlowControlStandIn(Timekeeper time) {
        this.time = time;
    }

    /// From now on commands wait until the latch is down.
    public CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /// How many commands wait.
    public int waiting() {
        return waiting.get();
    }

    public void enterSafeMode(String why) {
        safeMode = why;
    }

    /// As if the file on disk had been edited to something that cannot run.
    public synchronized void breakOnDisk(String flow, int line, String text) {
        FlowReport now = known(flow);
        flows.put(
                flow,
                new FlowReport(
                        now.id(),
                        now.file(),
                        now.state(),
                        now.since(),
                        now.version(),
                        now.routes(),
                        now.description(),
                        now.dry(),
                        List.of(new Problem(now.file(), line, text))));
    }

    /// The text that would run, by path.
    public synchronized Map<String, String> texts() {
        return Map.copyOf(texts);
    }

    private void pass() {
        waiting.incrementAndGet();
        try {
            if (!gate.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("held for too long");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private FlowReport known(String flow) {
        FlowReport report = flows.get(flow);
        if (report == null) {
            throw new NoSuchFlowException("There is no flow \"" + flow + "\".");
        }
        return report;
    }

    private FlowReport become(String flow, State state) {
        FlowReport now = known(flow);
        if (now.state() != state) {
            flows.put(flow, report(flow, now.file(), state, now.version()));
        }
        return known(flow);
    }

    private FlowReport report(String flow, Path file, State state, OptionalInt version) {
        return new FlowReport(
                flow,
                file,
                state,
                time.now(),
                version,
                List.of(flow + "-in", flow + "-out"),
                "The " + flow + ".",
                flow.startsWith("dry"),
                List.of());
    }

    @Override
    public synchronized List<FlowReport> flows() {
        return List.copyOf(flows.values());
    }

    @Override
    public synchronized FlowInUse inUse(String flow) throws FlowException {
        FlowReport now = known(flow);
        if (now.state() != State.RUNNING) {
            throw new FlowException(new Problem(now.file(), 0, "does not run"));
        }
        return new FlowInUse(
                flow,
                now.version().orElse(0),
                now.since(),
                now.file().toString(),
                texts.getOrDefault(now.file().toString(), ""),
                Map.of(),
                Map.of());
    }

    /// Shows this from now on as the picture of its flow.
    public synchronized void draw(FlowPicture picture) {
        pictures.put(picture.flow(), picture);
    }

    @Override
    public synchronized Optional<FlowPicture> picture(String flow) {
        known(flow);
        return Optional.ofNullable(pictures.get(flow));
    }

    /// Counts with this from now on, instead of anything real.
    public synchronized void count(FlowMeters its) {
        meters.put(its.flow(), its);
        pictures.put(its.flow(), its.picture());
    }

    @Override
    public synchronized Optional<FlowMeters> meters(String flow) {
        known(flow);
        return Optional.ofNullable(meters.get(flow));
    }

    /// Lets this wait in a flow from now on.
    public synchronized void keepWaiting(String flow, FlowQueues inputQueue) {
        queues.put(flow, inputQueue);
    }

    @Override
    public synchronized FlowQueues inputQueue(String flow) {
        known(flow);
        return queues.getOrDefault(flow, FlowQueues.NOTHING);
    }

    @Override
    public FlowReport start(String flow) throws FlowException {
        pass();
        synchronized (this) {
            FlowReport now = known(flow);
            if (texts.getOrDefault(now.file().toString(), "").contains("unstartable")) {
                throw new FlowException(
                        new Problem(now.file(), 4, "port 1 is taken"), new Exception("port"));
            }
            return become(flow, State.RUNNING);
        }
    }

    @Override
    public FlowReport stop(String flow) {
        pass();
        synchronized (this) {
            return become(flow, State.STOPPED);
        }
    }

    @Override
    public FlowReport restart(String flow) throws FlowException {
        stop(flow);
        return start(flow);
    }

    @Override
    public synchronized List<FlowVersion> history(String flow, int most) {
        List<FlowVersion> found = versions.of(flow, most);
        if (found.isEmpty()) {
            throw new NoSuchFlowException("There never was a flow \"" + flow + "\".");
        }
        return found;
    }

    @Override
    public synchronized List<FlowVersion> history(int most) {
        return versions.all(most);
    }

    @Override
    public synchronized FlowReport rollback(String flow, OptionalInt version, String by)
            throws FlowException {
        int number = version.orElse(history(flow, 1).getFirst().number() - 1);
        FlowVersion earlier =
                versions.find(flow, number)
                        .orElseThrow(() ->
                                new NoSuchFlowException(
                                        "There is no version %d of %s.".formatted(number, flow)));
        if (earlier.text().contains("unstartable")) {
            throw new FlowException(
                    new Problem(Path.of(earlier.file()), 4, "port 1 is taken"),
                    new Exception("port"));
        }
        put(earlier.file(), earlier.text(), by);
        return known(flow);
    }

    @Override
    public synchronized List<Problem> deployTogether(Map<String, String> files, String by) {
        List<Problem> problems = new ArrayList<>();
        new TreeMap<>(files)
                .forEach((path, text) -> {
                    int line =
                            (int) text.lines().takeWhile(each -> !each.contains("broken")).count()
                                    + 1;
                    if (text.contains("broken")) {
                        problems.add(
                                new Problem(Path.of(path), line, "step \"broken\" is not known"));
                    }
                });
        if (problems.isEmpty()) {
            new TreeMap<>(files).forEach((path, text) -> put(path, text, by));
        }
        return problems;
    }

    private void put(String path, String text, String by) {
        texts.put(path, text);
        FlowFile.of(Path.of(path))
                .ifPresent(file -> {
                    FlowVersion kept =
                            versions.add(
                                    new FlowVersion(
                                            file.id(),
                                            0,
                                            time.now(),
                                            by,
                                            path,
                                            text,
                                            Map.of(),
                                            ""));
                    if (text.isEmpty()) {
                        texts.remove(path);
                        flows.remove(file.id());
                    } else {
                        flows.put(
                                file.id(),
                                report(
                                        file.id(),
                                        file.file(),
                                        State.RUNNING,
                                        OptionalInt.of(kept.number())));
                    }
                });
    }

    /// A body that holds `bad` fails.
    @Override
    public CompletionStage<Attempt> inject(String flow, String route, Injection injection)
            throws FlowException {
        return attempt(flow, injection.body(), () -> {});
    }

    /// A payload that holds `bad` fails again, one that holds `slow` never ends.
    @Override
    public CompletionStage<Attempt> resend(
            String flow, String route, MqttMessage message, Runnable whenSafe)
            throws FlowException {
        return attempt(flow, new String(message.payload(), StandardCharsets.UTF_8), whenSafe);
    }

    private synchronized CompletionStage<Attempt> attempt(
            String flow, String text, Runnable whenSafe) throws FlowException {
        FlowReport known = known(flow);
        if (known.state() != State.RUNNING) {
            throw new FlowException(new Problem(known.file(), 0, "does not run."));
        }
        if (text.contains("slow")) {
            return new CompletableFuture<>();
        }
        whenSafe.run();
        return CompletableFuture.completedFuture(
                text.contains("bad") ? Attempt.failed("bad as ever") : Attempt.DONE);
    }

    @Override
    public List<Upcoming> upcoming() {
        return flows.keySet().stream()
                .map(flow ->
                        new Upcoming(
                                flow,
                                flow,
                                3,
                                "timer tick",
                                time.now().plusSeconds(5),
                                Optional.of(Duration.ofSeconds(10))))
                .toList();
    }

    @Override
    public Map<String, Set<String>> usersOfDevices() {
        return Map.of("light", Set.of("lamp"));
    }

    @Override
    public String safeMode() {
        return safeMode;
    }
}
