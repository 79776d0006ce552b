package io.serai.app.command;

import io.serai.app.gateway.FlowSettings;
import io.serai.app.gateway.Settings;
import io.serai.deploy.apply.FlowTestFiles;
import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowInUse;
import io.serai.flow.FlowSource;
import io.serai.flowtest.replay.Difference;
import io.serai.flowtest.replay.Difference.Kind;
import io.serai.flowtest.replay.RecordedTest;
import io.serai.flowtest.replay.Replay;
import io.serai.flowtest.replay.ReplayReport;
import io.serai.recording.Masks;
import io.serai.recording.Recording;
import io.serai.recording.RecordingException;
import io.serai.time.SystemTimekeeper;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `serai replay`.
@Command(
        name = "replay",
        description = {
            "Runs a recording in virtual time against the recorded version of its flow, or another, and"
                    + " shows the differences in what goes out: nothing outside is touched, no gateway need run.",
            "Exit code 0: the same goes out; 1: there are differences, or it cannot be run; 2: wrong usage or"
                    + " settings."
        },
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration BETWEEN_MOVES = Duration.ofMillis(200);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int MOST_LINES = 500;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "RECORDING",
            arity = "0..*",
            description =
                    "The recording, with --as-test also the test file, and settings as --key=value.")
    private final List<String> words = new ArrayList<>();

    @Option(
            names = "--against",
            paramLabel = "FILE",
            description = "Another version of the flow, with the kamelets and values of the house.")
    private @Nullable Path against;

    @Option(
            names = "--ignore",
            paramLabel = "NAME|REGEX",
            description =
                    "Does not compare the member of that name in JSON, or what the regular expression"
                            + " matches. May be given several times.")
    private final List<String> ignored = new ArrayList<>();

    @Option(
            names = "--within",
            paramLabel = "TIME",
            defaultValue = "1s",
            description =
                    "So far apart things may go out and still be the same (${DEFAULT-VALUE}).")
    private String within = "1s";

    @Option(names = "--all", description = "Shows what is the same, too.")
    private boolean all;

    @Option(
            names = "--as-test",
            description =
                    "Writes a test that passes against the recorded version, to FLOW.test.yaml beside the"
                            + " route file or to the file named.")
    private boolean asTest;

    @Option(
            names = "--steps",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "How many steps such a test has at most (${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--append", description = "Adds the test to a file that is there already.")
    private boolean append;

    @Option(names = "--force", description = "Writes the test over a file that is there already.")
    private boolean force;

    @Override
    public Integer call() {
        List<String> settingWords = words.stream().filter(word -> word.startsWith("--")).toList();
        List<Path> files =
                words.stream().filter(word -> !word.startsWith("--")).map(Path::of).toList();
        checkUsage(files);
        Duration tolerance = tolerance();
        Masks masks = masks();
        Settings settings;
        try {
            settings = CommandSettings.read(spec.commandLine(), settingWords);
        } catch (CommandSettings.SettingsRefused e) {
            return CommandSettings.USAGE;
        }
        try (var time = new SystemTimekeeper()) {
            Recording recording = Recording.read(files.getFirst());
            var folder =
                    FlowTestFiles.of(
                            settings.routes(),
                            List.of(),
                            FlowSettings.forFlowTests(settings, time));
            FlowInUse flow = recording.header().flow();
            var file = new FlowFile(flow.flow(), settings.routes().resolve(flow.file()));
            FlowSource recorded = Replay.recorded(recording, folder.source(file, ""));
            if (asTest) {
                @Nullable Path wanted = files.size() > 1 ? files.get(1) : null;
                MadeTest target = MadeTest.of(wanted, file.file(), flow.flow(), force, append);
                write(recording, files.getFirst(), folder, recorded, target, time);
                return 0;
            }
            FlowSource version = against == null ? recorded : other(folder, flow.flow(), against);
            return replay(recording, folder, version, masks, tolerance, time) ? 0 : 1;
        } catch (FlowException e) {
            err().println(Terminal.safe(e.problem().toString()));
            return 1;
        } catch (RecordingException | CommandFailedException | IllegalStateException e) {
            err().println(Terminal.safe(String.valueOf(e.getMessage())));
            return 1;
        }
    }

    private void checkUsage(List<Path> files) {
        if (files.isEmpty()) {
            throw usage("Which recording?");
        }
        if (files.size() > (asTest ? 2 : 1)) {
            throw usage(
                    asTest
                            ? "replay --as-test takes one recording and one test file."
                            : "replay takes one recording.");
        }
        if (!Files.isRegularFile(files.getFirst())) {
            throw usage("There is no file %s.".formatted(files.getFirst()));
        }
        if (asTest && against != null) {
            throw usage("--as-test is about the recorded version, --against about another.");
        }
        if (!asTest && (append || force)) {
            throw usage("--append and --force go with --as-test.");
        }
        if (append && force) {
            throw usage("Either --append or --force.");
        }
        if (steps < 1) {
            throw usage("--steps must be 1 or more, is %d.".formatted(steps));
        }
        if (against != null && FlowFile.of(against).isEmpty()) {
            throw usage(
                    "%s is no route file; NAME.camel.yaml and Name.java are.".formatted(against));
        }
    }

    private Duration tolerance() {
        try {
            String text = within.toUpperCase(Locale.ROOT);
            Duration span =
                    text.endsWith("MS")
                            ? Duration.ofMillis(
                                    Long.parseLong(text.substring(0, text.length() - 2)))
                            : Duration.parse("PT" + text);
            if (!span.isNegative()) {
                return span;
            }
        } catch (DateTimeException | NumberFormatException _) {
            // told below
        }
        throw usage("--within must be a time such as 500ms, 1s or 2m, is " + within + ".");
    }

    private Masks masks() {
        try {
            return Masks.ofMembersOnly(ignored);
        } catch (IllegalArgumentException e) {
            throw usage("--ignore is used as a mask is: " + e.getMessage() + ".");
        }
    }

    private static FlowSource other(FlowTestFiles folder, String flow, Path file) {
        try {
            return folder.source(new FlowFile(flow, file), Files.readString(file));
        } catch (IOException e) {
            throw new CommandFailedException("%s cannot be read: %s.".formatted(file, e));
        }
    }

    private boolean replay(
            Recording recording,
            FlowTestFiles folder,
            FlowSource version,
            Masks masks,
            Duration tolerance,
            Timekeeper time)
            throws FlowException {
        FlowInUse flow = recording.header().flow();
        var replay = new Replay(recording, PATIENCE);
        out().println(
                        Terminal.safe(
                                "%s: version %d, %s recorded from %s on, against %s."
                                        .formatted(
                                                flow.flow(),
                                                flow.version(),
                                                Terminal.span(replay.length()),
                                                Terminal.time(
                                                        recording.header().begin().toString()),
                                                against == null ? "itself" : against)));
        out().flush();
        var progress = new Progress(replay.length(), time);
        ReplayReport report =
                replay.run(folder.house().with(version), masks, tolerance, progress::at);
        progress.end();
        tell(report);
        return report.isSame();
    }

    private void tell(ReplayReport report) {
        List<String> lines = new ArrayList<>();
        for (Difference each : report.compared()) {
            if (all || each.kind() != Kind.SAME) {
                lines.add(each.toString());
            }
        }
        lines.addAll(report.failures());
        lines.sort(String::compareTo);
        lines.stream().limit(MOST_LINES).forEach(each -> out().println("  " + Terminal.safe(each)));
        if (lines.size() > MOST_LINES) {
            out().println("  and %d more".formatted(lines.size() - MOST_LINES));
        }
        report.notes().forEach(each -> out().println(Terminal.safe(each)));
        out().printf(
                        Locale.ROOT,
                        "%d came in. Of what went out %d the same, %d missing, %d extra, %d different, %d at another time; %.1f s.%n",
                        report.cameIn(),
                        report.count(Kind.SAME),
                        report.count(Kind.MISSING),
                        report.count(Kind.EXTRA),
                        report.count(Kind.DIFFERENT),
                        report.count(Kind.MOVED),
                        report.spent().toMillis() / 1000.0);
        out().flush();
    }

    private void write(
            Recording recording,
            Path from,
            FlowTestFiles folder,
            FlowSource recorded,
            MadeTest target,
            Timekeeper time)
            throws FlowException {
        FlowSource current = folder.source(recorded.file(), "");
        var made =
                new RecordedTest(recording, from, folder.house().with(recorded), current, PATIENCE);
        var progress = new Progress(new Replay(recording, PATIENCE).length(), time);
        RecordedTest.Written written = made.write(target.file(), steps, progress::at);
        progress.end();
        target.write(written.text(), written.name());
        out().println(
                        Terminal.safe(
                                "%s: test \"%s\" with %d steps, which passes against the recorded version."
                                        .formatted(
                                                target.file(), written.name(), written.steps())));
        written.leftOut().forEach(each -> out().println("  left out: " + Terminal.safe(each)));
        out().flush();
    }

    /// Tells how far a long recording is.
    private final class Progress {
        private final Duration length;
        private final Timekeeper time;
        private final boolean moving;
        private long next;
        private boolean told;

        Progress(Duration length, Timekeeper time) {
            this.length = length;
            this.time = time;
            moving = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
            next = time.nanos() + period();
        }

        private long period() {
            return (moving ? BETWEEN_MOVES : BETWEEN_LINES).toNanos();
        }

        void at(Duration played) {
            if (time.nanos() < next) {
                return;
            }
            next = time.nanos() + period();
            told = true;
            String line =
                    "  %s of %s played".formatted(Terminal.span(played), Terminal.span(length));
            out().print(moving ? "\r" + line + "  " : line + "\n");
            out().flush();
        }

        void end() {
            if (told && moving) {
                out().println();
            }
        }
    }

    private ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
