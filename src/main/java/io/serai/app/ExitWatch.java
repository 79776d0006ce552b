package io.serai.app;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Knows whether somebody in this process called `System.exit`, which a signal does not. The JDK tells so to
/// the logger `java.lang.Runtime`.
final class ExitWatch extends Handler {

    /// Kept here, because the log manager may forget it otherwise.
    private static final Logger RUNTIME = Logger.getLogger("java.lang.Runtime");

    private volatile boolean called;

    static ExitWatch begin() {
        var watch = new ExitWatch();
        RUNTIME.setLevel(Level.FINE);
        RUNTIME.setUseParentHandlers(false);
        RUNTIME.addHandler(watch);
        return watch;
    }

    boolean wasCalled() {
        return called;
    }

    @Override
    public void publish(LogRecord record) {
        called = true;
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }

    @Override
    public void close() {
        RUNTIME.removeHandler(this);
    }
}
