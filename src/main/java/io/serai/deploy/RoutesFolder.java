package io.serai.deploy;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/// What lies in `routes/` at one moment: route files, and what they may refer to.
///
/// @param flows by path, those that could be read
/// @param kamelets text by name, from `kamelets/NAME.kamelet.yaml`
/// @param values of `settings.properties`, for `{{name}}` in flows
/// @param problems files that cannot be read, or look like flows and are none, or share an id
record RoutesFolder(
        Path folder,
        List<FlowSource> flows,
        Map<String, String> kamelets,
        Map<String, String> values,
        List<Problem> problems) {

    static final String KAMELETS = "kamelets";
    static final String SETTINGS = "settings.properties";

    private static final String KAMELET = ".kamelet.yaml";
    private static final List<String> OTHER_YAML =
            List.of("devices.yaml", "dashboard.yaml", ".test.yaml", KAMELET);

    /// Reads `folder` and the folders in it, in order of name.
    static RoutesFolder read(Path folder) {
        List<Problem> problems = new ArrayList<>();
        List<FlowFile> files = new ArrayList<>();
        Map<String, String> kamelets = new HashMap<>();
        Map<String, String> values = new HashMap<>();
        if (!Files.isDirectory(folder)) {
            problems.add(
                    new Problem(folder, 0, "there is no such folder; make it or set routes.dir."));
        } else {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                    String name = file.getFileName().toString();
                    var flow = FlowFile.of(file);
                    if (flow.isPresent()) {
                        files.add(flow.get());
                    } else if (name.endsWith(KAMELET)) {
                        SourceFile.read(file, problems)
                                .ifPresent(text -> kamelets.put(kameletName(name), text));
                    } else if (file.equals(folder.resolve(SETTINGS))) {
                        SourceFile.read(file, problems)
                                .ifPresent(text -> values.putAll(values(file, text, problems)));
                    } else if (looksLikeAFlow(name)) {
                        problems.add(notAFlow(file, name));
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                problems.add(new Problem(folder, 0, "cannot be read: " + e.getMessage()));
            }
        }
        return new RoutesFolder(
                folder,
                flows(files, kamelets, values, problems),
                Map.copyOf(kamelets),
                Map.copyOf(values),
                List.copyOf(problems));
    }

    private static List<FlowSource> flows(
            List<FlowFile> files,
            Map<String, String> kamelets,
            Map<String, String> values,
            List<Problem> problems) {
        List<FlowSource> flows = new ArrayList<>();
        Map<String, Path> byId = new HashMap<>();
        for (FlowFile each : files) {
            Path first = byId.putIfAbsent(each.id(), each.file());
            if (first == null) {
                SourceFile.read(each.file(), problems)
                        .ifPresent(text -> flows.add(new FlowSource(each, text, kamelets, values)));
            } else {
                problems.add(
                        new Problem(
                                each.file(),
                                0,
                                "its flow would be called \"%s\" as that of %s is; it was not"
                                                .formatted(each.id(), first)
                                        + " started. Rename one of the two."));
            }
        }
        return List.copyOf(flows);
    }

    private static String kameletName(String fileName) {
        return fileName.substring(0, fileName.length() - KAMELET.length());
    }

    private static Map<String, String> values(Path file, String text, List<Problem> problems) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(new Problem(file, 0, "cannot be read: " + e.getMessage()));
        }
        Map<String, String> values = new HashMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    private static boolean looksLikeAFlow(String name) {
        return (name.endsWith(".yaml") || name.endsWith(".yml"))
                && !name.startsWith(".")
                && OTHER_YAML.stream().noneMatch(name::endsWith);
    }

    private static Problem notAFlow(Path file, String name) {
        String stem = name.replaceAll("(\\.camel)?\\.ya?ml$", "");
        return new Problem(
                file,
                0,
                "is not a route file's name, so it was left out. Call it %s.camel.yaml."
                        .formatted(stem));
    }
}
