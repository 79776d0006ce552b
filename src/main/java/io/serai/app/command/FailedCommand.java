package io.serai.app.command;

import io.serai.app.gateway.Settings;
import io.serai.flow.FlowFile;
import io.serai.flowtest.replay.FailedTest;
import io.serai.store.FailedMessage;
import io.serai.store.StoreException;
import io.serai.store.sqlite.SqliteStore;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `serai failed`.
@Command(
        name = "failed",
        description = {
            "Prints the record of messages that flows could not process, the newest last, also while"
                    + " the gateway runs.",
            "Exit code 0: printed; 1: the record cannot be read; 2: wrong usage or settings."
        },
        mixinStandardHelpOptions = true)
public final class FailedCommand implements Callable<Integer> {

    private static final int PAYLOAD_CHARACTERS = 500;

    @Spec private CommandSpec spec;

    @Option(
            names = {"-n", "--newest"},
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "How many at most (${DEFAULT-VALUE}).")
    private int newest;

    @Option(
            names = "--as-test",
            paramLabel = "NUMBER",
            description =
                    "Writes a test of the flow that publishes the message of that number and is red until"
                            + " the flow can process it, to FLOW.test.yaml beside the route file or to the"
                            + " file named.")
    private @Nullable Integer asTest;

    @Option(names = "--append", description = "Adds the test to a file that is there already.")
    private boolean append;

    @Option(names = "--force", description = "Writes the test over a file that is there already.")
    private boolean force;

    @Parameters(
            paramLabel = "WORD",
            arity = "0..*",
            description =
                    "Settings as --key=value, such as --data.dir=data; with --as-test also the test file.")
    private final List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        List<Path> files =
                words.stream().filter(word -> !word.startsWith("--")).map(Path::of).toList();
        checkUsage(files);
        Settings settings;
        try {
            List<String> settingWords =
                    words.stream().filter(word -> word.startsWith("--")).toList();
            settings = CommandSettings.read(spec.commandLine(), settingWords);
        } catch (CommandSettings.SettingsRefused e) {
            return CommandSettings.USAGE;
        }
        List<FailedMessage> failed;
        try {
            int most = asTest == null ? newest : asTest;
            failed = SqliteStore.failedIn(settings.data(), Math.max(1, most));
            if (asTest != null) {
                write(settings, failed, asTest, files.isEmpty() ? null : files.getFirst());
                return 0;
            }
        } catch (StoreException | CommandFailedException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
        PrintWriter out = spec.commandLine().getOut();
        for (int number = failed.size(); number > 0; number--) {
            print(number, failed.get(number - 1), out);
        }
        out.println(failed.isEmpty() ? "No failed messages." : failed.size() + " failed messages.");
        return 0;
    }

    private void checkUsage(List<Path> files) {
        if (files.size() > (asTest == null ? 0 : 1)) {
            throw usage("failed takes settings as --key=value, and --as-test one test file.");
        }
        if (asTest != null && asTest < 1) {
            throw usage("--as-test takes a number from the list, 1 for the newest.");
        }
        if (asTest == null && (append || force)) {
            throw usage("--append and --force go with --as-test.");
        }
        if (append && force) {
            throw usage("Either --append or --force.");
        }
    }

    private ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private void write(
            Settings settings, List<FailedMessage> failed, int number, @Nullable Path wanted) {
        if (failed.size() < number) {
            throw new CommandFailedException(
                    "There is no failed message %d; there are %d."
                            .formatted(number, failed.size()));
        }
        FailedMessage failure = failed.get(number - 1);
        ZoneId zone = ZoneId.systemDefault();
        // Beside the route file that the failure names, which need not be there any more.
        Path place = Path.of(failure.place().replaceFirst(":\\d+$", ""));
        Path route =
                FlowFile.of(place).isPresent() ? place : settings.routes().resolve(failure.flow());
        MadeTest target = MadeTest.of(wanted, route, failure.flow(), force, append);
        target.write(
                FailedTest.text(
                        failure.time(), zone, failure.place(), failure.reason(), failure.message()),
                FailedTest.name(failure.time(), zone, failure.message()));
        spec.commandLine()
                .getOut()
                .println(
                        Terminal.safe(
                                "%s: a test that is red until %s can process the message on %s."
                                        .formatted(
                                                target.file(),
                                                failure.flow(),
                                                failure.message().topic())));
    }

    private static void print(int number, FailedMessage failure, PrintWriter out) {
        String time =
                DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                        failure.time()
                                .atZone(ZoneId.systemDefault())
                                .truncatedTo(ChronoUnit.SECONDS));
        out.printf(
                "%d  %s  %s  %s (%s)%n    %s%n    %s%n",
                number,
                time,
                failure.place(),
                printable(failure.message().topic().text()),
                "QoS " + failure.message().qos().level(),
                printable(failure.reason()),
                printable(new String(failure.message().payload(), StandardCharsets.UTF_8)));
    }

    /// One line that no terminal takes for commands.
    private static String printable(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= PAYLOAD_CHARACTERS
                ? plain
                : plain.substring(0, PAYLOAD_CHARACTERS)
                        + "... (%d characters)".formatted(text.length());
    }
}
