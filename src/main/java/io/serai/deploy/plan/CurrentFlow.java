package io.serai.deploy.plan;

import io.serai.flow.FlowReport.State;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowUses;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A flow as it stands when a [DeployPlan] is made.
///
/// @param source what runs or would run
/// @param file where its route file lay last
/// @param uses outside its file
/// @param routeIds that its file gives to routes; empty when it was never built
/// @param refused text of the file when that is not what runs
/// @param hasProblems whether something is wrong with the file
public record CurrentFlow(
        FlowSource source,
        Path file,
        State state,
        FlowUses uses,
        List<String> routeIds,
        @Nullable String refused,
        boolean hasProblems) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^}:]+)");

    public CurrentFlow {
        routeIds = List.copyOf(routeIds);
    }

    String id() {
        return source.id();
    }

    boolean isBroken() {
        return state == State.BROKEN;
    }

    boolean runs() {
        return state == State.RUNNING;
    }

    /// Whether `other` means the same, wherever its file lies.
    boolean says(FlowSource other) {
        return source.file().isJava() == other.file().isJava()
                && (source.text().equals(other.text())
                        || Fingerprint.of(source).equals(Fingerprint.of(other)));
    }

    /// Whether `other` says the same, and what it uses of the house is the same as well.
    ///
    /// @param devicesChanged ids
    public boolean means(FlowSource other, Set<String> devicesChanged) {
        return says(other)
                && uses.devices().stream().noneMatch(devicesChanged::contains)
                && kamelets(source, uses).equals(kamelets(other, uses))
                && values(source, uses).equals(values(other, uses));
    }

    private static Map<String, String> kamelets(FlowSource from, FlowUses uses) {
        Map<String, String> prints = new TreeMap<>();
        for (String name : uses.kamelets()) {
            String text = from.kamelets().get(name);
            if (text != null) {
                prints.put(name, Fingerprint.ofYaml(text));
            }
        }
        return prints;
    }

    /// Values of the house that a flow uses.
    public static Map<String, String> values(FlowSource from, FlowUses uses) {
        Set<String> names = new HashSet<>(uses.values());
        PLACEHOLDER
                .matcher(from.text())
                .results()
                .forEach(found -> names.add(found.group(1).strip()));
        Map<String, String> values = new TreeMap<>(from.values());
        values.keySet().retainAll(names);
        return values;
    }
}
