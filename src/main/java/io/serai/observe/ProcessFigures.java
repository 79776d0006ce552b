package io.serai.observe;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What this process takes of the machine.
///
/// @param heapUsed bytes that the program's objects take
/// @param heapMax bytes that they may take
/// @param resident bytes of memory that the machine gives the whole process; empty where it does not say
/// @param threads of the machine, not counting virtual ones
public record ProcessFigures(long heapUsed, long heapMax, OptionalLong resident, int threads) {

    private static final Path STATUS = Path.of("/proc/self/status");

    /// As it is now.
    public static ProcessFigures now() {
        Runtime runtime = Runtime.getRuntime();
        return new ProcessFigures(
                runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory(),
                resident(STATUS),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /// Linux keeps such a file.
    static OptionalLong resident(Path status) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.matches("VmRSS:\\s+\\d+ kB"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException _) {
            return OptionalLong.empty(); // another system
        }
    }
}
