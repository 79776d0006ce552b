package io.serai.observe;

import java.util.List;
import java.util.Map;

/// Something of which figures are collected, when someone asks for them. Thread-safe.
@FunctionalInterface
public interface MetricSource {

    /// As they are now.
    List<Figure> figures();

    /// How long things took.
    default List<Distribution> distributions() {
        return List.of();
    }

    /// What is collected of durations; `name` ends in `_seconds`, the rest is as with a [Figure].
    record Distribution(String name, String help, Map<String, String> labels, Durations durations) {

        public Distribution {
            labels = Map.copyOf(labels);
        }
    }

    /// One number.
    ///
    /// @param name in small letters with `_`, unit last, without the prefix that all have:
    ///     `outbox_messages`
    /// @param help what it is, in words
    /// @param labels few, with few values: a flow, a device, a broker, never a topic
    /// @param counts whether it only rises, or begins again; otherwise it goes up and down
    record Figure(
            String name, String help, Map<String, String> labels, double value, boolean counts) {

        /// One that goes up and down.
        public Figure(String name, String help, Map<String, String> labels, double value) {
            this(name, help, labels, value, false);
        }

        public Figure {
            labels = Map.copyOf(labels);
        }

        /// 1 for true.
        public static Figure of(String name, String help, Map<String, String> labels, boolean is) {
            return new Figure(name, help, labels, is ? 1 : 0);
        }
    }
}
