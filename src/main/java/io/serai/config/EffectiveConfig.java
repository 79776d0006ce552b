package io.serai.config;

import java.util.List;
import java.util.stream.Collectors;

/// The settings in effect, where each came from, and what the owner should look at.
public record EffectiveConfig(List<Entry> entries, List<String> warnings) {

    static final String MASK = "********";

    /// One setting.
    ///
    /// @param source `default`, a file, an environment variable or the command line
    public record Entry(String key, String value, String source, boolean secret) {

        /// The value as it may be shown.
        public String shown() {
            return secret && !value.isEmpty() ? MASK : value;
        }

        @Override
        public String toString() {
            return key + " = " + shown();
        }
    }

    /// An aligned table, one setting a line, secrets masked.
    public String table() {
        int keyWidth = width(entries.stream().map(Entry::key).toList());
        int valueWidth = width(entries.stream().map(Entry::shown).toList());
        String row = "  %-" + keyWidth + "s  %-" + valueWidth + "s  %s";
        return entries.stream()
                .map(entry -> row.formatted(entry.key(), entry.shown(), entry.source()))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static int width(List<String> texts) {
        return Math.max(1, texts.stream().mapToInt(String::length).max().orElse(1));
    }
}
