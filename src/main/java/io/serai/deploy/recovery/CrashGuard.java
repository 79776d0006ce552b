package io.serai.deploy.recovery;

import io.serai.store.Store;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Counts runs of the gateway that ended soon after their start without being asked to, with the same files
/// each time: a flow that takes the process down would else do so for ever.
///
/// A machine that was started anew in between does not count, nor does a run after somebody changed the
/// files, which may have been the cure.
public final class CrashGuard {

    private static final Logger LOG = LoggerFactory.getLogger(CrashGuard.class);

    private static final String AREA = "flow";

    /// An owner that no flow can have: a file name has no slash.
    private static final String RUN = "gateway/run";

    private static final String STARTING = "starting";
    private static final String CRASHES = "crashes";
    private static final String FILES = "files";
    private static final String BOOT = "boot";
    private static final String STARTED = "started";

    /// A run that lasts so long is sound.
    static final Duration SOON = Duration.ofMinutes(2);

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Store store;
    private final Timekeeper time;

    public CrashGuard(Store store, Timekeeper time) {
        this.store = store;
        this.time = time;
    }

    /// A run begins.
    ///
    /// @param files what says which files there are
    /// @return crashes in a row before it
    int begin(String files) {
        int crashes =
                get(STARTED).isPresent()
                                && get(FILES).equals(Optional.of(files))
                                && get(BOOT).equals(Optional.of(boot()))
                        ? number(get(CRASHES)) + 1
                        : 0;
        put(FILES, files);
        put(BOOT, boot());
        put(CRASHES, String.valueOf(crashes));
        put(STARTED, time.now().toString());
        time.schedule(SOON, this::sound);
        return crashes;
    }

    /// The flow that was begun last in the run before; empty when all had been.
    Optional<String> suspect() {
        return get(STARTING).filter(flow -> !flow.isEmpty());
    }

    public void starting(String flow) {
        note(flow);
    }

    public void allStarted() {
        note("");
    }

    /// A suspect that is not noted is no reason not to start a flow.
    private void note(String starting) {
        try {
            put(STARTING, starting);
        } catch (StoreException e) {
            LOG.debug("The flow that is being started is not noted", e);
        }
    }

    /// This run has lasted, or ends as it was asked to.
    public void sound() {
        store.removeIfPossible(AREA, RUN, STARTED);
    }

    private Optional<String> get(String key) {
        return store.get(AREA, RUN, key);
    }

    private void put(String key, String value) {
        store.putIfPossible(AREA, RUN, key, value);
    }

    private static int number(Optional<String> text) {
        return text.filter(each -> each.matches("\\d{1,6}")).map(Integer::parseInt).orElse(0);
    }

    /// Empty where the system does not say.
    private static String boot() {
        try {
            return Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
        } catch (IOException e) {
            LOG.debug("{} cannot be read", BOOT_ID, e);
            return "";
        }
    }
}
