package io.serai.deploy;

import io.serai.check.RouteCheck;
import io.serai.deploy.apply.Deployed;
import io.serai.deploy.apply.DeviceEdits;
import io.serai.deploy.apply.DevicesYaml;
import io.serai.deploy.apply.Flows;
import io.serai.deploy.recovery.LastRead;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.flowtest.read.TestFile;
import io.serai.routes.FilesException;
import io.serai.routes.FilesException.Reason;
import io.serai.routes.RoutesFile;
import io.serai.routes.RoutesFolder;
import io.serai.routes.SideFile;
import io.serai.routes.SideFiles;
import io.serai.runtime.FlowFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Checks texts that are being typed, as they would be with the rest of the house, and changes nothing. It
/// waits for no deploy, as it reads only what runs; checks follow one another. Thread-safe.
public final class DraftCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Path folder;
    private final LastRead house;
    private final Flows flows;
    private final RouteCheck routes;
    private final DeviceEdits devices;
    private final List<SideFile> sides;
    private final Semaphore turn = new Semaphore(1, true);

    /// What was found.
    ///
    /// @param differs whether the flow would do something else than the one that runs; empty when the file
    ///     is none
    /// @param picture of the flow as it would be; empty when it cannot be drawn
    public record Result(
            List<Problem> problems, Optional<Boolean> differs, Optional<FlowPicture> picture) {

        public Result {
            problems = List.copyOf(problems);
        }
    }

    DraftCheck(
            Path folder,
            LastRead house,
            Flows flows,
            FlowFactory factory,
            DeviceEdits devices,
            List<SideFile> sides) {
        this.folder = folder;
        this.house = house;
        this.flows = flows;
        this.devices = devices;
        this.sides = List.copyOf(sides);
        routes = new RouteCheck(factory);
    }

    /// Checks the text of one file; an empty one stands for its removal.
    ///
    /// @throws FilesException when its name is not one of a house, or other checks take too long
    public Result check(String path, String text) {
        Path file = RoutesFiles.place(folder, path);
        awaitTurn();
        try {
            return check(file, text);
        } finally {
            turn.release();
        }
    }

    private void awaitTurn() {
        try {
            if (turn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new FilesException(
                Reason.BUSY, "Other texts are being checked; this one was not. Try again.");
    }

    private Result check(Path file, String text) {
        RoutesFolder now = house.read(Map.of(file, text));
        List<Problem> problems = new ArrayList<>(now.allProblems());
        problems.removeIf(each -> !each.file().equals(file));
        problems.addAll(DevicesYaml.problems(devices, now.devices(), folder));
        problems.addAll(SideFiles.problems(sides, now));
        problems.removeIf(each -> !each.file().equals(file));
        now.tests().values().stream()
                .filter(each -> each.file().equals(file))
                .map(each -> TestFile.parse(file, each.text()))
                .forEach(each -> problems.addAll(each.problems()));
        Optional<Boolean> differs = Optional.empty();
        Optional<FlowPicture> picture = Optional.empty();
        for (FlowSource each : touched(now, file)) {
            RouteCheck.Checked checked = routes.check(each, flows.routesOfOthers(each.id()));
            problems.addAll(checked.problems());
            if (each.file().file().equals(file)) {
                differs = Optional.of(differs(each));
                picture = checked.picture();
            }
        }
        return new Result(problems, differs, picture);
    }

    /// The flow of the file itself, and those that run and use it.
    private List<FlowSource> touched(RoutesFolder now, Path file) {
        Set<String> users = new HashSet<>();
        if (!RoutesFile.flowOf(file).isPresent()) {
            flows.all().stream()
                    .filter(flow -> !flow.isBroken() && flow.problems().isEmpty())
                    .filter(flow ->
                            now.flows().stream()
                                    .filter(each -> each.id().equals(flow.id()))
                                    .anyMatch(each -> !flow.current().means(each, Set.of())))
                    .map(Deployed::id)
                    .forEach(users::add);
        }
        return now.flows().stream()
                .filter(each -> each.file().file().equals(file) || users.contains(each.id()))
                .toList();
    }

    private boolean differs(FlowSource draft) {
        Deployed flow = flows.find(draft.id());
        return flow == null
                || flow.isBroken()
                || flow.source().file().isJava() != draft.file().isJava()
                || !flow.current().means(draft, Set.of());
    }
}
