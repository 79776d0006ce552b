package io.serai.acceptance;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Waiting that, when it was in vain, tells what was there instead.
final class Waiting {

    static final Duration LIMIT = Duration.ofSeconds(15);

    private static final Duration INTERVAL = Duration.ofMillis(10);

    private Waiting() {}

    /// @param what is asked at the end, so that it can tell what came instead
    static void until(Supplier<String> what, Callable<Boolean> condition) {
        until(LIMIT, what, condition);
    }

    static void until(Duration limit, Supplier<String> what, Callable<Boolean> condition) {
        try {
            Awaitility.await().atMost(limit).pollInterval(INTERVAL).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "waited %d ms in vain for %s".formatted(limit.toMillis(), what.get()), e);
        }
    }
}
