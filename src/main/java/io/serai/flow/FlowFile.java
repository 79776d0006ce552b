package io.serai.flow;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// One route file, which is one flow.
///
/// @param id the file's name without its endings, in kebab case: `nightlight.camel.yaml` and
///     `Nightlight.java` are both `nightlight`
/// @param file where it lies
public record FlowFile(String id, Path file) {

    private static final String YAML = ".camel.yaml";
    private static final String JAVA = ".java";

    /// The flow in `file`; empty when its name is not that of a route file.
    public static Optional<FlowFile> of(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(YAML) && name.length() > YAML.length()) {
            return Optional.of(
                    new FlowFile(name.substring(0, name.length() - YAML.length()), file));
        }
        if (name.endsWith(JAVA) && name.length() > JAVA.length()) {
            String type = name.substring(0, name.length() - JAVA.length());
            return Optional.of(new FlowFile(kebab(type), file));
        }
        return Optional.empty();
    }

    public boolean isJava() {
        return file.getFileName().toString().endsWith(JAVA);
    }

    private static String kebab(String type) {
        return type.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
