package io.serai.bench;

import java.util.function.IntUnaryOperator;

/// What is sent to a flow and what must come back. Messages are numbered from 0 in each measurement.
///
/// @param topics number of topics below `in`
/// @param light value of a message, by its number
/// @param answers how many flows must answer a message, by its number
/// @param relayed false when the messages come back as they were sent
record Work(
        String in,
        int topics,
        String out,
        int qos,
        IntUnaryOperator light,
        IntUnaryOperator answers,
        boolean relayed) {

    static final int LIMIT = 300;

    /// One answer to each message, about half of them with the LED on.
    static Work relay(String prefix, int qos) {
        String base = "%s/q%d".formatted(prefix, qos);
        return new Work(
                base + "/in", 10, base + "/out", qos, id -> id * 37 % (2 * LIMIT), _ -> 1, true);
    }

    /// Straight back through the broker: the ceiling of broker and load generator.
    static Work echo(int qos) {
        return new Work("echo/q" + qos, 10, "echo/q" + qos + "/+", qos, _ -> 0, _ -> 1, false);
    }
}
