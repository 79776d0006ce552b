package io.serai.link.session;

import io.serai.link.publish.Publisher;
import io.serai.mqtt.Will;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/// The orderly end of a connection: what waits is sent as far as the time goes, then the will's words,
/// because an orderly DISCONNECT keeps the broker from saying them. Confined to the event loop.
final class GracefulDisconnect {

    private static final Duration DRAIN = Duration.ofMillis(1500);
    private static final Duration LAST_WORD = Duration.ofMillis(500);
    private static final Duration LOOK = Duration.ofMillis(20);

    /// The connection it ends.
    interface Ending {
        boolean isConnected();

        /// Ends it.
        ///
        /// @param orderly false leaves it to the broker to publish the will
        void disconnect(boolean orderly);
    }

    private final Publisher window;
    private final Optional<Will> will;
    private final Timekeeper time;
    private final Executor loop;
    private final Ending ending;
    private final long drainedBy;

    GracefulDisconnect(
            Publisher window, Optional<Will> will, Timekeeper time, Executor loop, Ending ending) {
        this.window = window;
        this.will = will;
        this.time = time;
        this.loop = loop;
        this.ending = ending;
        drainedBy = time.nanos() + DRAIN.toNanos();
    }

    /// Begins; `disconnect` comes at the end, unless the connection is lost before.
    void begin() {
        if (!ending.isConnected()) {
            return;
        }
        if (window.isDrained() || time.nanos() - drainedBy >= 0) {
            sayLastWord();
        } else {
            time.schedule(LOOK, () -> loop.execute(this::begin));
        }
    }

    private void sayLastWord() {
        if (will.isEmpty()) {
            ending.disconnect(true);
            return;
        }
        window.sendLast(will.get().message())
                .whenComplete(
                        (_, failure) -> loop.execute(() -> ending.disconnect(failure == null)));
        time.schedule(LAST_WORD, () -> loop.execute(() -> ending.disconnect(false)));
    }
}
