package io.serai.app.gateway;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// Knows whether somebody in this process called `System.exit`. The JDK tells every orderly end to the logger
/// `java.lang.Runtime`, that by a signal too, with a stack trace that says which of them it was.
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
        Throwable trace = record.getThrown();
        if (trace != null && Stream.of(trace.getStackTrace()).anyMatch(ExitWatch::isCall)) {
            called = true;
        }
    }

    private static boolean isCall(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Runtime")
                && frame.getMethodName().equals("exit");
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
