package io.serai.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The texts of a version of a flow: its route file and the kamelets it used.
///
/// @param number of the version; 0 for none
/// @param byName text by what a difference calls it
record VersionTexts(int number, Map<String, String> byName) {

    private static final int CONTEXT_LINES = 3;

    /// The library says that an empty file begins at line 1; patch(1) wants line 0.
    private static final Pattern EMPTY_SIDE =
            Pattern.compile("(?<=^@@[^@]{0,40} )(?<sign>[-+])1,0\\b");

    static final VersionTexts NONE = new VersionTexts(0, Map.of());

    static VersionTexts of(JsonNode version) {
        Map<String, String> byName = new TreeMap<>();
        byName.put(version.path("file").asText(), version.path("text").asText());
        version.path("kamelets")
                .properties()
                .forEach(each ->
                        byName.put(
                                "kamelets/" + each.getKey() + ".kamelet.yaml",
                                each.getValue().asText()));
        return new VersionTexts(version.path("number").asInt(), byName);
    }

    /// What has changed since `before`, as a unified diff of each text.
    List<String> since(VersionTexts before) {
        List<String> lines = new ArrayList<>();
        var names = new TreeSet<>(byName.keySet());
        names.addAll(before.byName.keySet());
        for (String name : names) {
            List<String> old = before.lines(name);
            UnifiedDiffUtils.generateUnifiedDiff(
                            before.title(name),
                            title(name),
                            old,
                            DiffUtils.diff(old, lines(name)),
                            CONTEXT_LINES)
                    .forEach(line -> lines.add(EMPTY_SIDE.matcher(line).replaceAll("${sign}0,0")));
        }
        return lines.isEmpty() ? List.of("The texts are the same.") : lines;
    }

    private String title(String name) {
        return byName.containsKey(name) ? "%s (version %d)".formatted(name, number) : "/dev/null";
    }

    private List<String> lines(String name) {
        return byName.getOrDefault(name, "").lines().toList();
    }
}
