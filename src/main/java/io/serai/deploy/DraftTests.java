package io.serai.deploy;

import io.serai.deploy.apply.FlowTestFiles;
import io.serai.deploy.recovery.LastRead;
import io.serai.flow.Problem;
import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.run.FlowCoverage;
import io.serai.flowtest.run.FlowTestRunner;
import io.serai.flowtest.run.FlowTestSettings;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;
import io.serai.routes.FilesException;
import io.serai.routes.FilesException.Reason;
import io.serai.routes.RoutesFolder;
import io.serai.runtime.CamelProblems;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// Runs the tests of a flow with texts that are being typed, one file at a time. Nothing outside is touched.
/// Thread-safe.
public final class DraftTests {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(DraftTests.class);

    private final Path folder;
    private final LastRead lastRead;
    private final FlowTestSettings settings;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable FlowTestRunner runner;

    /// Hears of every test that has ended.
    public interface Listener {

        /// One has ended.
        ///
        /// @param done tests of the file that have ended, this one among them
        /// @param of tests of the file
        void ended(String flow, TestResult result, int done, int of);
    }

    DraftTests(Path folder, LastRead lastRead, FlowTestSettings settings) {
        this.folder = folder;
        this.lastRead = lastRead;
        this.settings = settings;
    }

    /// Lets somebody hear of the tests from now on, until what is answered is run.
    public Runnable listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// Runs the tests of one flow.
    ///
    /// @param drafts texts by path in place of those of the folder; empty text when the file is not to be there
    /// @throws FilesException when the flow has no tests, or other tests run
    public TestReport run(String flow, Map<String, String> drafts) {
        Map<Path, String> changes = new HashMap<>();
        drafts.forEach((path, text) -> changes.put(RoutesFiles.place(folder, path), text));
        if (!turn.tryLock()) {
            throw new FilesException(
                    Reason.BUSY, "Other tests are running; these were not. Try again.");
        }
        try {
            RoutesFolder house = lastRead.read(changes);
            RoutesFolder.TestText tests = house.tests().get(flow);
            if (tests == null) {
                throw new FilesException(
                        Reason.MISSING,
                        "There are no tests of \"%s\"; they belong into %s.test.yaml beside its file."
                                .formatted(flow, flow));
            }
            return run(flow, house, TestFile.parse(tests.file(), tests.text()));
        } finally {
            turn.unlock();
        }
    }

    @SuppressWarnings("IllegalCatch") // who asks is told in any case
    private TestReport run(String flow, RoutesFolder house, TestFile file) {
        var done = new AtomicInteger();
        int of = file.tests().size();
        try {
            return runner().run(
                            file,
                            FlowTestFiles.house(house, settings),
                            result -> {
                                int count = done.incrementAndGet();
                                listeners.forEach(each -> each.ended(flow, result, count, of));
                            });
        } catch (RuntimeException | Error e) {
            LOG.warn("The tests in {} cannot be run.", file.file(), e);
            var problem =
                    new Problem(
                            file.file(),
                            0,
                            "cannot be run: %s".formatted(CamelProblems.rootMessage(e)));
            return new TestReport(
                    file.file(), List.of(), List.of(problem), List.<FlowCoverage>of());
        }
    }

    private FlowTestRunner runner() {
        FlowTestRunner known = runner;
        if (known == null) {
            known = new FlowTestRunner(PATIENCE, LIMIT);
            runner = known;
        }
        return known;
    }
}
