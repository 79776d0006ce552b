package io.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// The flows that are measured: files as a user would write them, in `src/bench/flows`.
final class Flows {

    static final Path FOLDER = Path.of("src/bench/flows");

    private Flows() {}

    /// Copies a flow to `routes`, for each number from 0 with `@n@` in it replaced by that number.
    static void copy(String file, Path routes, int copies) {
        copy(file, routes, copies, UnaryOperator.identity());
    }

    /// The same with `edit` made to the text.
    static void copy(String file, Path routes, int copies, UnaryOperator<String> edit) {
        try {
            Files.createDirectories(routes);
            String text = edit.apply(Files.readString(FOLDER.resolve(file + ".camel.yaml")));
            for (int n = 0; n < copies; n++) {
                String name = copies == 1 ? file : file + "-" + n;
                Files.writeString(
                        routes.resolve(name + ".camel.yaml"),
                        text.replace("@n@", String.valueOf(n)));
            }
        } catch (IOException e) {
            throw new BenchException("cannot copy the flow " + file + ": " + e.getMessage(), e);
        }
    }
}
