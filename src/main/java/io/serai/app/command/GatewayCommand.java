package io.serai.app.command;

import io.serai.app.gateway.Settings;
import io.serai.flow.Problem;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// A command that talks to the gateway that runs. Loads nothing of Camel and no logging, so that it is
/// quick.
@Command(
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Talks to the gateway that runs on this machine, found by http.port and data.dir.",
            "Exit code 0: done; 1: it could not be done; 2: wrong usage or settings."
        })
abstract class GatewayCommand implements Callable<Integer> {

    @Spec CommandSpec spec;

    @Parameters(
            paramLabel = "WORD",
            arity = "0..*",
            description = "What the command is about, and settings as --key=value.")
    private final List<String> words = new ArrayList<>();

    /// Does it and prints what came of it.
    ///
    /// @param names the words that are no settings
    /// @throws CommandFailedException when it cannot be done
    abstract void run(GatewayClient gateway, List<String> names) throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        List<String> settingWords = words.stream().filter(GatewayCommand::isSetting).toList();
        List<String> names = words.stream().filter(word -> !isSetting(word)).toList();
        Settings settings;
        try {
            settings = CommandSettings.read(spec.commandLine(), settingWords);
        } catch (CommandSettings.SettingsRefused e) {
            return CommandSettings.USAGE;
        }
        checkUsage(names);
        try {
            run(GatewayClient.of(settings), names);
            return 0;
        } catch (CommandFailedException e) {
            PrintWriter err = spec.commandLine().getErr();
            for (Problem each : e.problems()) {
                if (!each.toString().equals(e.getMessage())) {
                    err.println(Terminal.safe(each.toString()));
                }
            }
            err.println(Terminal.safe(String.valueOf(e.getMessage())));
            return 1;
        }
    }

    private static boolean isSetting(String word) {
        return word.startsWith("--");
    }

    /// Refuses a wrong number of names.
    abstract void checkUsage(List<String> names);

    final ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    final void requireNames(List<String> names, String what) {
        if (names.isEmpty()) {
            throw usage("Which " + what + "?");
        }
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /// Who asks, as the history of flows shows it.
    static String by(String command) {
        return "serai %s by %s".formatted(command, user());
    }

    static String user() {
        return System.getProperty("user.name", "somebody");
    }

    static String flowPath(String flow) {
        return "/api/flows/" + GatewayClient.encoded(flow);
    }
}
