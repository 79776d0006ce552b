package io.serai.build;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The house style: google-java-format, AOSP. `mvn -Pformat` rewrites what differs.
///
/// In the test tree and not a Maven plugin because the formatter needs the JDK 25 of the toolchain,
/// and plugins run in Maven's own, older one.
public final class HouseFormat {

    private static final JavaFormatterOptions OPTIONS =
            JavaFormatterOptions.builder()
                    .style(JavaFormatterOptions.Style.AOSP)
                    .formatJavadoc(false)
                    .build();

    private HouseFormat() {}

    public static void main(String[] args) throws IOException, FormatterException {
        for (Path file : javaFiles()) {
            String text = Files.readString(file);
            String formatted = format(text);
            if (!formatted.equals(text)) {
                Files.writeString(file, formatted);
                System.out.println("formatted " + file);
            }
        }
    }

    static List<Path> javaFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String root : List.of("src", "routes")) {
            try (Stream<Path> tree = Files.walk(Path.of(root))) {
                tree.filter(file -> file.toString().endsWith(".java"))
                        // Some of the broken route files cannot even be parsed.
                        .filter(file -> !file.startsWith("src/test/resources"))
                        .forEach(files::add);
            }
        }
        return files.stream().sorted().toList();
    }

    static String format(String text) throws FormatterException {
        String ordered =
                ImportOrderer.reorderImports(
                        RemoveUnusedImports.removeUnusedImports(text),
                        JavaFormatterOptions.Style.AOSP);
        return new Formatter(OPTIONS).formatSource(ordered);
    }
}
