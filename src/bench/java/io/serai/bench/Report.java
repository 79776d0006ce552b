package io.serai.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What was measured, told while it is measured and written as Markdown and JSON at the end.
final class Report {

    /// @param head names of the columns
    record Table(String title, List<String> head, List<List<String>> lines) {}

    private static final double DISTURBING = 0.05;

    private final PrintStream out;
    private final Map<String, String> setup = new LinkedHashMap<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    /// Progress: printed, not kept.
    void say(String line) {
        out.println(line);
    }

    /// Something the reader of the report must know.
    void note(String line) {
        out.println(line);
        notes.add(line);
    }

    /// How much of the machine other programs took during a measurement.
    void others(String measurement, double share) {
        note(
                "%s: other programs took %.0f %% of the processors%s"
                        .formatted(
                                measurement,
                                100 * share,
                                share > DISTURBING ? "; repeat it on a quiet machine" : ""));
    }

    void setup(String what, String value) {
        setup.put(what, value);
    }

    void table(Table table) {
        tables.add(table);
        out.println();
        out.println(markdown(table));
    }

    void claim(Claim claim) {
        claims.add(claim);
    }

    private static String markdown(Table table) {
        var text = new StringBuilder("### ").append(table.title()).append("\n\n");
        text.append(line(table.head()));
        text.append(line(table.head().stream().map(_ -> "---").toList()));
        table.lines().forEach(each -> text.append(line(each)));
        return text.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private Table targets() {
        return new Table(
                "Targets",
                List.of("row", "what", "target", "measured", "", "figures"),
                claims.stream()
                        .map(claim ->
                                List.of(
                                        claim.row(),
                                        claim.what(),
                                        claim.limit(),
                                        claim.figure(),
                                        claim.reached() ? "reached" : "**not reached**",
                                        claim.detail()))
                        .toList());
    }

    /// Prints the targets and writes everything to `folder`.
    ///
    /// @return the Markdown file
    Path write(Path folder, String name) {
        out.println();
        out.println(markdown(targets()));
        var text = new StringBuilder("# Measured\n\n");
        setup.forEach((what, value) ->
                text.append("- ").append(what).append(": ").append(value).append('\n'));
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        text.append('\n').append(markdown(targets()));
        tables.forEach(table -> text.append('\n').append(markdown(table)));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("setup", setup);
        json.put("notes", notes);
        json.put(
                "targets",
                claims.stream()
                        .map(claim ->
                                Map.of(
                                        "row", claim.row(),
                                        "what", claim.what(),
                                        "target", claim.limit(),
                                        "measured", claim.measured(),
                                        "reached", claim.reached(),
                                        "figures", claim.detail()))
                        .toList());
        json.put("tables", tables);
        Path file = folder.resolve(name + ".md");
        try {
            Files.createDirectories(folder);
            Files.writeString(file, text);
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(folder.resolve(name + ".json").toFile(), json);
        } catch (IOException e) {
            throw new BenchException("cannot write " + file + ": " + e.getMessage(), e);
        }
        return file;
    }
}
