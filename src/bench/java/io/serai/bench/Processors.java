package io.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;

/// How much of the processors others took while something was measured: a figure from a busy machine
/// says little. For one thread.
final class Processors {

    private static final Path STAT = Path.of("/proc/stat");

    /// Columns of `/proc/stat` that are no work: idle and iowait.
    private static final int IDLE = 3;

    private static final int IOWAIT = 4;
    private static final int COLUMNS = 8;

    private final Collection<Program> ours;
    private final long work;
    private final long all;
    private final Duration own;
    private final long begin = System.nanoTime();

    private Processors(Collection<Program> ours, long work, long all) {
        this.ours = ours;
        this.work = work;
        this.all = all;
        own = own();
    }

    /// @param ours processes that are measured; this one counts as ours too
    static Processors watch(Collection<Program> ours) {
        long[] now = ticks();
        return new Processors(ours, now[0], now[1]);
    }

    /// The share of the machine that was used by others since, 0 to 1.
    double others() {
        long[] now = ticks();
        double machine = (double) (now[1] - all);
        if (machine == 0) {
            return 0;
        }
        double busy = (now[0] - work) / machine;
        double seconds = (System.nanoTime() - begin) / 1e9;
        double share =
                own().minus(own).toNanos()
                        / 1e9
                        / (seconds * Runtime.getRuntime().availableProcessors());
        return Math.max(0, busy - share);
    }

    private Duration own() {
        Duration self = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return ours.stream().map(Program::cpu).reduce(self, Duration::plus);
    }

    private static long[] ticks() {
        try (var lines = Files.lines(STAT)) {
            String[] columns = lines.findFirst().orElseThrow().split("\\s+", -1);
            long work = 0;
            long all = 0;
            for (int i = 0; i < COLUMNS; i++) {
                long ticks = Long.parseLong(columns[i + 1]);
                all += ticks;
                work += i == IDLE || i == IOWAIT ? 0 : ticks;
            }
            return new long[] {work, all};
        } catch (IOException e) {
            throw new BenchException("cannot read " + STAT + ": " + e.getMessage(), e);
        }
    }
}
