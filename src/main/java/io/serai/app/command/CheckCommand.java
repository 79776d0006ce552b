package io.serai.app.command;

import io.serai.app.gateway.Settings;
import io.serai.check.RouteCheck;
import io.serai.flow.Problem;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `serai check`.
@Command(
        name = "check",
        description = {
            "Reads and checks route files without running them: every problem with file and line.",
            "Exit code 0: nothing is wrong; 1: problems were found; 2: wrong usage or settings."
        },
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "Route files, and settings as --key=value; without files all of routes.dir.")
    private final List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        List<String> settingWords = words.stream().filter(word -> word.startsWith("--")).toList();
        List<Path> files =
                words.stream().filter(word -> !word.startsWith("--")).map(Path::of).toList();
        Settings settings;
        try {
            settings = CommandSettings.read(spec.commandLine(), settingWords);
        } catch (CommandSettings.SettingsRefused e) {
            return CommandSettings.USAGE;
        }
        List<String> problems;
        try (var bench = CheckBench.of(settings)) {
            problems = new ArrayList<>(bench.deviceProblems());
            RouteCheck check = bench.routeCheck();
            List<Problem> found =
                    files.isEmpty()
                            ? check.checkFolder(settings.routes())
                            : check.checkFiles(files, settings.routes());
            found.forEach(problem -> problems.add(problem.toString()));
        }
        PrintWriter out = spec.commandLine().getOut();
        problems.forEach(out::println);
        out.println(problems.isEmpty() ? "No problems." : problems.size() + " problems.");
        return problems.isEmpty() ? 0 : 1;
    }
}
