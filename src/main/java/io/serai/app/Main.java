package io.serai.app;

import io.serai.app.command.CheckCommand;
import io.serai.app.command.DeployCommand;
import io.serai.app.command.FailedCommand;
import io.serai.app.command.HistoryCommand;
import io.serai.app.command.ListCommand;
import io.serai.app.command.LogsCommand;
import io.serai.app.command.RecordCommand;
import io.serai.app.command.ReplayCommand;
import io.serai.app.command.RestartCommand;
import io.serai.app.command.RollbackCommand;
import io.serai.app.command.RunCommand;
import io.serai.app.command.StartCommand;
import io.serai.app.command.StateCommand;
import io.serai.app.command.StopCommand;
import io.serai.app.command.TestCommand;
import io.serai.app.gateway.Version;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line.
@Command(
        name = "serai",
        description = "A home-automation gateway whose flows are Apache Camel route files.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            TestCommand.class,
            ListCommand.class,
            StartCommand.class,
            StopCommand.class,
            RestartCommand.class,
            LogsCommand.class,
            HistoryCommand.class,
            RollbackCommand.class,
            DeployCommand.class,
            FailedCommand.class,
            StateCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            Main.VersionCommand.class
        },
        footer = {
            "",
            "Settings: conf/serai.properties, then SERAI_BROKER_PORT=1884 in the environment,",
            "then --broker.port=1884 after the command."
        })
public final class Main implements Runnable {

    private static final int FAILED = 1;

    @Spec private CommandSpec spec;

    private Main() {}

    @SuppressWarnings({"IllegalCatch", "CatchAndPrintStackTrace"}) // threads would keep the process
    public static void main(String[] args) {
        int code = FAILED;
        try {
            code = commandLine().execute(args);
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
        }
        System.exit(code);
    }

    /// Settings such as `--broker.port=1884` are the commands' words, not options of this parser.
    public static CommandLine commandLine() {
        return new CommandLine(new Main()).setUnmatchedOptionsArePositionalParams(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What shall be done?");
    }

    @Command(name = "version", description = "Says which version this is.")
    static final class VersionCommand implements Runnable {
        @Spec private CommandSpec spec;

        @Override
        public void run() {
            spec.commandLine().getOut().println(Version.text());
        }
    }
}
