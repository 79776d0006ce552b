package io.serai.flowtest.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How one test ended.
///
/// @param file the test file
/// @param line where the test begins
/// @param virtual how much time passed in it
/// @param spent how long it took on the machine's clock
/// @param failure empty when it passed
public record TestResult(
        Path file,
        String name,
        int line,
        Duration virtual,
        Duration spent,
        Optional<Failure> failure) {

    /// Why a test failed.
    ///
    /// @param line of the step
    /// @param what was expected and not found, in one sentence
    /// @param happened what happened instead, in the order of time
    public record Failure(int line, String what, List<String> happened) {

        public Failure {
            happened = List.copyOf(happened);
        }
    }

    public boolean passed() {
        return failure.isEmpty();
    }
}
