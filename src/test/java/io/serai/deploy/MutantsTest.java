package io.serai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.check.RouteCheck;
import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.routes.RoutesFolder;
import io.serai.runtime.RunningFlow;
import io.serai.testing.Bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The shipped routes, damaged in thousands of ways: the check survives them all, and what it lets through
/// can be built, or says in words why not.
///
/// `-Dserai.mutations=N` sets how many there are of YAML.
@Timeout(600)
class MutantsTest {

    private static final int MUTATIONS = Integer.getInteger("serai.mutations", 2000);
    private static final int YAML_FOR_ONE_JAVA = 400;

    /// Words that no owner of a house should have to read.
    private static final String OURS_AND_CAMELS =
            "(?s).*(org\\.apache|(?<!on)Exception|Definition|\\bnull\\b|Node type|\n|@[0-9a-f]{6}).*";

    @TempDir private Path folder;
    private Bench bench;
    private RouteCheck check;
    private List<FlowSource> shipped;

    @BeforeEach
    void open() throws IOException {
        Path routes = Path.of("routes");
        bench = Bench.withDevices(folder, Files.readString(routes.resolve("devices.yaml")));
        check = new RouteCheck(bench.factory);
        shipped = RoutesFolder.read(routes).flows();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void yamlThatIsDamagedIsToldOfOrRuns() {
        List<FlowSource> yaml = shipped.stream().filter(flow -> !flow.file().isJava()).toList();

        assertThat(outcome(yaml, MUTATIONS).told()).isGreaterThan(MUTATIONS / 4);
    }

    @Test
    void javaThatIsDamagedIsToldOfOrRuns() {
        List<FlowSource> java = shipped.stream().filter(flow -> flow.file().isJava()).toList();

        assertThat(outcome(java, Math.max(5, MUTATIONS / YAML_FOR_ONE_JAVA)).told()).isPositive();
    }

    private record Outcome(int told, int passed) {}

    private Outcome outcome(List<FlowSource> sources, int count) {
        int told = 0;
        List<String> unclear = new ArrayList<>();
        for (int seed = 0; seed < count; seed++) {
            FlowSource source = sources.get(seed % sources.size());
            String text = Mutants.of(source.text(), seed);
            var mutant = new FlowSource(source.file(), text, source.kamelets(), source.values());
            List<Problem> problems = checked(mutant, seed);
            for (Problem each : problems) {
                if (isUnclear(each, text)) {
                    unclear.add("seed %d: %s".formatted(seed, each));
                }
            }
            if (problems.isEmpty()) {
                started(mutant, seed, unclear);
            } else {
                told++;
            }
        }
        assertThat(unclear).isEmpty();
        return new Outcome(told, count - told);
    }

    private List<Problem> checked(FlowSource mutant, int seed) {
        try {
            return check.check(List.of(mutant));
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("the check of the mutant of seed " + seed + " failed", e);
        }
    }

    /// But for those that begin by themselves: one might write, and nobody knows where.
    private void started(FlowSource mutant, int seed, List<String> unclear) {
        if (mutant.text().matches("(?s).*(timer|file):.*")) {
            return;
        }
        try (RunningFlow flow = bench.factory.build(mutant)) {
            flow.start();
        } catch (FlowException e) {
            unclear.add("seed %d passed the check, and then: %s".formatted(seed, e.problem()));
        } catch (RuntimeException e) {
            throw new AssertionError("the mutant of seed " + seed + " cannot be built", e);
        }
    }

    private static boolean isUnclear(Problem problem, String text) {
        return problem.line() < 0
                || problem.line() > Math.max(1, text.lines().count())
                || problem.text().isBlank()
                || (!problem.text().startsWith("there is no class")
                        && problem.text().matches(OURS_AND_CAMELS));
    }
}
