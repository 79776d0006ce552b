package io.serai.deploy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.deploy.plan.DeployPlanner.Memory;
import io.serai.deploy.plan.DeployPlanner.Occasion;
import io.serai.deploy.plan.FlowStep.AddFlow;
import io.serai.deploy.plan.FlowStep.ListFlow;
import io.serai.deploy.plan.FlowStep.LoadFlow;
import io.serai.deploy.plan.FlowStep.RefuseFlow;
import io.serai.deploy.plan.FlowStep.RemoveFlow;
import io.serai.deploy.plan.FlowStep.RenameFlow;
import io.serai.deploy.plan.FlowStep.ReplaceFlow;
import io.serai.deploy.plan.FlowStep.SettleFlow;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowReport.State;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowUses;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.routes.RoutesFolder;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What becomes of flows, as a table: what runs, what should run, and the steps between.
class DeployPlannerTest {

    private static final Path FOLDER = Path.of("/house");

    private final Map<String, CurrentFlow> flows = new HashMap<>();
    private final List<FlowSource> wanted = new ArrayList<>();
    private final Map<String, Problem> unreadable = new HashMap<>();
    private final Map<String, String> kamelets = new HashMap<>();
    private final Map<String, RoutesFolder.TestText> tests = new HashMap<>();
    private final Map<String, FlowVersion> last = new HashMap<>();
    private final Set<String> stopped = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final List<String> built = new ArrayList<>();
    private Set<String> devices = Set.of();
    private boolean safeMode;
    private RoutesFolder before = RoutesFolder.NOTHING;

    /// A text whose routes have these ids; `/` and what follows is what they do.
    private static String text(String routes) {
        return "- " + routes + "\n";
    }

    private static FlowSource source(String path, String routes) {
        FlowFile file = FlowFile.of(FOLDER.resolve(path)).orElseThrow();
        return FlowSource.of(file, text(routes));
    }

    private List<String> routeIds(FlowSource source) {
        built.add(source.id());
        return ids(source.text());
    }

    private static List<String> ids(String text) {
        return Arrays.stream(text.replaceFirst("^- ", "").replaceFirst("/(?s).*", "").split(" "))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private void there(String path, String routes, State state, @Nullable String refusedText) {
        FlowSource source = source(path, routes);
        flows.put(
                source.id(),
                new CurrentFlow(
                        source,
                        source.file().file(),
                        state,
                        new FlowUses(Set.of(), Set.of("lamp"), Set.of()),
                        ids(source.text()),
                        refusedText == null ? null : text(refusedText),
                        refusedText != null));
    }

    private void runs(String path, String routes) {
        there(path, routes, State.RUNNING, null);
    }

    private void file(String path, String routes) {
        wanted.add(source(path, routes));
    }

    private void ranLast(String id, String routes) {
        last.put(
                id,
                new FlowVersion(
                        id,
                        1,
                        Instant.EPOCH,
                        "me",
                        id + ".camel.yaml",
                        text(routes),
                        Map.of(),
                        ""));
    }

    private DeployPlan plan(Occasion occasion) {
        var memory =
                new Memory(
                        id -> Optional.ofNullable(last.get(id)),
                        stopped::contains,
                        source -> refused.contains(source.id()),
                        this::routeIds);
        var to =
                new RoutesFolder(
                        FOLDER,
                        wanted,
                        kamelets,
                        Map.of(),
                        "",
                        Map.of(),
                        tests,
                        unreadable,
                        List.of(),
                        Map.of(),
                        Set.of());
        return new DeployPlanner(memory).plan(occasion, flows, before, to, devices, safeMode);
    }

    private List<String> steps(Occasion occasion) {
        return told(plan(occasion));
    }

    private static List<String> told(DeployPlan plan) {
        return plan.steps().stream().map(DeployPlannerTest::told).toList();
    }

    private static String told(FlowStep step) {
        return switch (step) {
            case AddFlow add -> "add %s %s".formatted(add.id(), add.trust());
            case ReplaceFlow replace -> "replace %s %s".formatted(replace.id(), replace.trust());
            case RenameFlow rename -> "rename %s to %s".formatted(rename.from(), rename.id());
            case LoadFlow load -> "load " + load.id();
            case RemoveFlow remove -> "remove " + remove.id();
            case SettleFlow settle -> "settle " + settle.id();
            case ListFlow list -> "list " + list.id();
            case RefuseFlow refuse -> "refuse " + refuse.id();
        };
    }

    private List<String> edit() {
        return steps(Occasion.EDIT);
    }

    @Test
    void nothingChangesWhereNothingIsDifferent() {
        runs("a.camel.yaml", "a");
        file("a.camel.yaml", "a");

        assertThat(edit()).isEmpty();
    }

    @Test
    void aNewFileIsAddedAChangedOneReplacedAndOneThatIsGoneRemovedFirst() {
        runs("b.camel.yaml", "b");
        runs("c.camel.yaml", "c");
        file("a.camel.yaml", "a");
        file("b.camel.yaml", "b/2");

        assertThat(edit()).containsExactly("remove c", "add a TESTED", "replace b TESTED");
        assertThat(built).isEmpty();
    }

    @Test
    void aFileThatMovedIsSettled() {
        runs("a.camel.yaml", "a");
        file("below/a.camel.yaml", "a");

        assertThat(edit()).containsExactly("settle a");
    }

    @Test
    void aRenamedFileIsTheSameFlow() {
        runs("a.camel.yaml", "a");
        file("b.camel.yaml", "a");

        assertThat(edit()).containsExactly("rename a to b");
        assertThat(steps(Occasion.TOGETHER)).containsExactly("rename a to b");
    }

    @Test
    void aFileThatIsRenamedAndEditedAtOnceIsTheSameFlowByItsRoutes() {
        runs("a.camel.yaml", "a one");
        file("b.camel.yaml", "a one/2");

        assertThat(edit()).containsExactly("rename a to b");
    }

    @Test
    void aFlowWithoutRouteIdsIsKnownByItsText() {
        runs("a.camel.yaml", "/x");
        file("b.camel.yaml", "/x");
        assertThat(edit()).containsExactly("rename a to b");

        wanted.clear();
        file("b.camel.yaml", "/y");
        assertThat(edit()).containsExactly("remove a", "add b TESTED");
    }

    @Test
    void aCopyBecomesTheFlowWhenTheFirstFileGoes() {
        runs("a.camel.yaml", "a");
        there("b.camel.yaml", "a", State.BROKEN, "a");
        file("b.camel.yaml", "a");

        assertThat(edit()).containsExactly("rename a to b");
    }

    @Test
    void aFlowStoppedByHandIsRenamedToo() {
        there("a.camel.yaml", "a", State.STOPPED, null);
        file("b.camel.yaml", "a");

        assertThat(edit()).containsExactly("rename a to b");
    }

    @Test
    void twoFilesThatTakeEachOthersNameAreRenamedTogether() {
        runs("a.camel.yaml", "one");
        runs("b.camel.yaml", "two");
        file("a.camel.yaml", "two");
        file("b.camel.yaml", "one");

        DeployPlan plan = plan(Occasion.EDIT);

        assertThat(told(plan)).containsExactly("rename b to a", "rename a to b");
        assertThat(plan.parts()).hasSize(1);
    }

    @Test
    void aFilePutOverAnotherIsARenameAndANewFileOfTheOldNameIsNew() {
        runs("a.camel.yaml", "one");
        runs("b.camel.yaml", "two");
        file("b.camel.yaml", "one");
        assertThat(edit()).containsExactly("rename a to b");

        wanted.addFirst(source("a.camel.yaml", "three"));
        DeployPlan plan = plan(Occasion.EDIT);
        assertThat(told(plan)).containsExactly("add a TESTED", "rename a to b");
        assertThat(plan.parts()).hasSize(1);
    }

    @Test
    void aCopyBesideItsFlowIsNoRename() {
        runs("a.camel.yaml", "a");
        file("a.camel.yaml", "a");
        file("b.camel.yaml", "a");

        assertThat(edit()).containsExactly("add b TESTED");
    }

    @Test
    void aRenameThatWasRefusedIsNotTriedAgain() {
        runs("a.camel.yaml", "a");
        file("b.camel.yaml", "a/2");
        flows.computeIfPresent(
                "a",
                (_, flow) ->
                        new CurrentFlow(
                                flow.source(),
                                FOLDER.resolve("b.camel.yaml"),
                                flow.state(),
                                flow.uses(),
                                flow.routeIds(),
                                text("a/2"),
                                true));

        assertThat(edit()).isEmpty();
    }

    @Test
    void aRefusedTextWaitsUntilItOrWhatItUsesIsDifferent() {
        there("a.camel.yaml", "a", State.RUNNING, "a/bad");
        there("b.camel.yaml", "b", State.BROKEN, "b");
        file("a.camel.yaml", "a/bad");
        file("b.camel.yaml", "b");
        assertThat(edit()).isEmpty();

        kamelets.put("shout", "x");
        assertThat(edit()).containsExactly("replace a TESTED", "add b TESTED");

        kamelets.clear();
        tests.put("a", new RoutesFolder.TestText(FOLDER.resolve("a.test.yaml"), "[]"));
        assertThat(edit()).containsExactly("replace a TESTED");
    }

    @Test
    void aTextThatIsAsItRunsAgainIsSettled() {
        there("a.camel.yaml", "a", State.RUNNING, "a/bad");
        file("a.camel.yaml", "a");

        assertThat(edit()).containsExactly("settle a");
    }

    @Test
    void aChangedDeviceReplacesTheFlowsThatUseIt() {
        runs("a.camel.yaml", "a");
        runs("b.camel.yaml", "b");
        file("a.camel.yaml", "a");
        file("b.camel.yaml", "b/2");
        devices = Set.of("lamp");
        assertThat(edit()).containsExactly("replace a TESTED", "replace b TESTED");

        devices = Set.of("door");
        assertThat(edit()).containsExactly("replace b TESTED");
    }

    @Test
    void testsAndPagesAloneChangeNoFlow() {
        runs("a.camel.yaml", "a");
        file("a.camel.yaml", "a");
        tests.put("a", new RoutesFolder.TestText(FOLDER.resolve("a.test.yaml"), "[]"));

        assertThat(edit()).isEmpty();
    }

    @Test
    void anUnreadableFileRemovesNothing() {
        runs("a.camel.yaml", "a");
        unreadable.put("a", new Problem(FOLDER.resolve("a.camel.yaml"), 0, "is no text"));

        assertThat(edit()).containsExactly("refuse a");
    }

    @Test
    void aStoppedFlowIsLoadedAndAStoppedOneIsListedAtTheStart() {
        there("a.camel.yaml", "a", State.STOPPED, null);
        file("a.camel.yaml", "a/2");
        assertThat(edit()).containsExactly("load a");

        flows.clear();
        stopped.add("a");
        assertThat(steps(Occasion.START)).containsExactly("list a");
    }

    @Test
    void inSafeModeNothingIsBuilt() {
        safeMode = true;
        there("a.camel.yaml", "a", State.STOPPED, null);
        there("c.camel.yaml", "c", State.STOPPED, null);
        file("a.camel.yaml", "a/2");
        file("b.camel.yaml", "b");
        file("c.camel.yaml", "c");

        assertThat(edit()).containsExactly("list a", "list b");
        assertThat(steps(Occasion.TOGETHER)).containsExactly("load a", "load b");
    }

    @Test
    void atTheStartWhatRanBeforeComesFirstAndNeedsNoTests() {
        ranLast("a", "a");
        ranLast("b", "b");
        file("a.camel.yaml", "a/2");
        file("b.camel.yaml", "b");
        file("c.camel.yaml", "c");

        assertThat(steps(Occasion.START))
                .containsExactly("add b KNOWN", "add c CHECKED", "add a TESTED");
    }

    @Test
    void aTextThatWasRolledBackIsNotTriedAgainAtTheStart() {
        ranLast("a", "a");
        refused.add("a");
        file("a.camel.yaml", "a/bad");

        assertThat(plan(Occasion.START).steps())
                .singleElement()
                .isInstanceOfSatisfying(
                        AddFlow.class,
                        add -> {
                            assertThat(add.refused()).isTrue();
                            assertThat(add.last()).isPresent();
                        });
    }

    @Test
    void aRollbackAsksForNoTests() {
        runs("a.camel.yaml", "a/2");
        file("a.camel.yaml", "a");

        assertThat(steps(Occasion.ROLLBACK)).containsExactly("replace a CHECKED");
    }

    @Test
    void ofAJointDeployOnlyWhatItsFilesConcernIsAllOrNothing() {
        runs("a.camel.yaml", "a");
        there("b.camel.yaml", "b", State.RUNNING, "b/bad");
        there("c.camel.yaml", "c", State.BROKEN, "c");
        runs("d.camel.yaml", "d");
        file("a.camel.yaml", "a/2");
        file("b.camel.yaml", "b/bad");
        file("c.camel.yaml", "c");

        DeployPlan plan = plan(Occasion.TOGETHER);

        assertThat(told(plan.of(Set.of(FOLDER.resolve("a.camel.yaml")))))
                .containsExactly("replace a TESTED");
        assertThat(told(plan.of(Set.of(FOLDER.resolve("d.camel.yaml")))))
                .containsExactly("remove d");
    }

    @Test
    void aPlanHoldsWhileTheFlowsThatItConcernsAreAsTheyWere() {
        runs("a.camel.yaml", "a");
        runs("b.camel.yaml", "b");
        file("a.camel.yaml", "a/2");
        file("b.camel.yaml", "b");
        DeployPlan plan = plan(Occasion.EDIT);
        assertThat(plan.holds(flows)).isTrue();

        there("b.camel.yaml", "b", State.STOPPED, null);
        assertThat(plan.holds(flows)).isTrue();

        there("a.camel.yaml", "a", State.STOPPED, null);
        assertThat(plan.holds(flows)).isFalse();
    }
}
