package io.serai.app;

import io.serai.store.FailedMessage;
import io.serai.store.SqliteMessages;
import io.serai.store.StoreException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
final class FailedCommand implements Callable<Integer> {

    private static final int PAYLOAD_CHARACTERS = 500;

    @Spec private CommandSpec spec;

    @Option(
            names = {"-n", "--newest"},
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "How many at most (${DEFAULT-VALUE}).")
    private int newest;

    @Parameters(
            paramLabel = "SETTING",
            arity = "0..*",
            description = "Settings as --key=value, such as --data.dir=data.")
    private final List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        Settings settings;
        try {
            settings = Main.settings(spec.commandLine(), words);
        } catch (Main.SettingsRefused e) {
            return Main.USAGE;
        }
        List<FailedMessage> failed;
        try {
            failed = SqliteMessages.failedIn(messages(settings), Math.max(1, newest));
        } catch (StoreException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
        PrintWriter out = spec.commandLine().getOut();
        failed.reversed().forEach(each -> print(each, out));
        out.println(failed.isEmpty() ? "No failed messages." : failed.size() + " failed messages.");
        return 0;
    }

    /// The file of waiting and failed messages.
    static Path messages(Settings settings) {
        return settings.data().resolve("messages.db");
    }

    private static void print(FailedMessage failure, PrintWriter out) {
        String time =
                DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                        failure.time()
                                .atZone(ZoneId.systemDefault())
                                .truncatedTo(ChronoUnit.SECONDS));
        out.printf(
                "%s  %s  %s (%s)%n    %s%n    %s%n",
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
