package io.serai.deploy;

import io.serai.flow.FlowFile;
import io.serai.flow.Problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What lies in `routes/`: route files, and files that were probably meant to be some.
///
/// @param problems files that are no flow though they look like one, and flows that share an id
record RoutesFolder(List<FlowFile> flows, List<Problem> problems) {

    private static final List<String> OTHER_YAML =
            List.of("devices.yaml", "dashboard.yaml", ".test.yaml", ".kamelet.yaml");

    /// Reads `folder` and the folders in it, in order of name.
    static RoutesFolder read(Path folder) {
        List<FlowFile> flows = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            problems.add(
                    new Problem(folder, 0, "there is no such folder; make it or set routes.dir."));
            return new RoutesFolder(flows, problems);
        }
        Map<String, Path> byId = new HashMap<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                var flow = FlowFile.of(file);
                if (flow.isEmpty()) {
                    if (looksLikeAFlow(file)) {
                        problems.add(notAFlow(file));
                    }
                    continue;
                }
                Path first = byId.putIfAbsent(flow.get().id(), file);
                if (first == null) {
                    flows.add(flow.get());
                } else {
                    problems.add(
                            new Problem(
                                    file,
                                    0,
                                    "its flow would be called \"%s\" as that of %s is; it was not"
                                                    .formatted(flow.get().id(), first)
                                            + " started. Rename one of the two."));
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            problems.add(new Problem(folder, 0, "cannot be read: " + e.getMessage()));
        }
        return new RoutesFolder(List.copyOf(flows), List.copyOf(problems));
    }

    private static boolean looksLikeAFlow(Path file) {
        String name = file.getFileName().toString();
        return (name.endsWith(".yaml") || name.endsWith(".yml"))
                && !name.startsWith(".")
                && OTHER_YAML.stream().noneMatch(name::endsWith);
    }

    private static Problem notAFlow(Path file) {
        String name = file.getFileName().toString();
        String stem = name.replaceAll("(\\.camel)?\\.ya?ml$", "");
        return new Problem(
                file,
                0,
                "is not a route file's name, so it was left out. Call it %s.camel.yaml."
                        .formatted(stem));
    }
}
