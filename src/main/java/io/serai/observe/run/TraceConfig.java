package io.serai.observe.run;

import io.serai.config.ConfigReader;

/// How much is kept of what messages went through.
///
/// @param runs of each flow, the last
/// @param bytes of all flows together
public record TraceConfig(int runs, long bytes) {

    private static final int MOST_RUNS = 1000;
    private static final int MOST_MB = 1000;
    private static final long MB = 1_000_000;

    /// Everything at its default.
    public static final TraceConfig DEFAULT = new TraceConfig(50, 16 * MB);

    /// Reads `trace.runs` (50) and `trace.size` (16 MB).
    public static TraceConfig read(ConfigReader reader) {
        return new TraceConfig(
                reader.number("trace.runs", DEFAULT.runs, 1, MOST_RUNS),
                MB * reader.number("trace.size", (int) (DEFAULT.bytes / MB), 1, MOST_MB));
    }
}
