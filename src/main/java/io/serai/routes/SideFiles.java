package io.serai.routes;

import io.serai.flow.Problem;
import io.serai.store.Store;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The [SideFile]s as they hold now. A text in which something is wrong is told, and the last good one
/// holds, after a restart too. Not thread-safe.
public final class SideFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SideFiles.class);
    private static final String AREA = "deploy";
    private static final String LAST_GOOD = "last-good";

    private final List<SideFile> files;
    private final Store store;
    private final Map<String, String> holding = new HashMap<>();
    private final Map<String, List<Problem>> told = new HashMap<>();

    public SideFiles(List<SideFile> files, Store store) {
        this.files = List.copyOf(files);
        this.store = store;
    }

    /// What is wrong with the texts of a folder that are not those that hold.
    public List<Problem> problems(RoutesFolder now) {
        List<Problem> problems = new ArrayList<>();
        for (SideFile each : files) {
            if (!text(each, now).equals(holding.get(each.name()))) {
                problems.addAll(problems(each, now));
            }
        }
        return problems;
    }

    public static List<Problem> problems(List<SideFile> files, RoutesFolder now) {
        return files.stream().flatMap(each -> problems(each, now).stream()).toList();
    }

    private static List<Problem> problems(SideFile file, RoutesFolder now) {
        return file.problems(now.folder().resolve(file.name()), text(file, now), now.devices());
    }

    private static String text(SideFile file, RoutesFolder now) {
        return now.sides().getOrDefault(file.name(), "");
    }

    /// Does what the texts of a folder say, as far as nothing is wrong in them.
    public void take(RoutesFolder now) {
        files.forEach(each -> take(each, now));
    }

    private void take(SideFile file, RoutesFolder now) {
        String name = file.name();
        String text = text(file, now);
        @Nullable String before = holding.get(name);
        if (text.equals(before) && told.getOrDefault(name, List.of()).isEmpty()) {
            return;
        }
        List<Problem> problems = problems(file, now);
        if (problems.isEmpty()) {
            holding.put(name, text);
            told.remove(name);
            store.putIfPossible(AREA, name, LAST_GOOD, text);
            file.change(text);
            LOG.info("{}: taken over.", name);
            return;
        }
        if (before == null) {
            lastGood(file, now);
        }
        if (!problems.equals(told.put(name, problems))) {
            problems.forEach(each -> LOG.error("{} Not taken over; what held before holds.", each));
            file.refuse(problems);
        }
    }

    private void lastGood(SideFile file, RoutesFolder now) {
        String text = store.get(AREA, file.name(), LAST_GOOD).orElse("");
        boolean isSound =
                file.problems(now.folder().resolve(file.name()), text, now.devices()).isEmpty();
        holding.put(file.name(), isSound ? text : "");
        file.change(isSound ? text : "");
    }
}
