package io.serai.app;

import io.serai.config.ConfigException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

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

    /// Exit code for wrong usage and settings that cannot be used, as in sysexits.
    static final int USAGE = 2;

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
    static CommandLine commandLine() {
        return new CommandLine(new Main()).setUnmatchedOptionsArePositionalParams(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What shall be done?");
    }

    /// Where the gateway was unpacked: `serai.home`, set by `bin/serai`, or the current folder.
    static Path home() {
        return Path.of(System.getProperty("serai.home", "")).toAbsolutePath().normalize();
    }

    /// Reads the settings.
    ///
    /// @throws SettingsRefused when there are problems; they have been told
    static Settings settings(CommandLine line, List<String> arguments) {
        try {
            return Settings.read(home(), System.getenv(), arguments);
        } catch (ConfigException e) {
            PrintWriter err = line.getErr();
            e.problems().forEach(err::println);
            throw new SettingsRefused(e);
        }
    }

    /// The settings' problems have been told.
    static final class SettingsRefused extends RuntimeException {
        SettingsRefused(ConfigException cause) {
            super(cause);
        }
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
