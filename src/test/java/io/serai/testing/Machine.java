package io.serai.testing;

/// What tests share of the machine, for `@ResourceLock`.
public final class Machine {

    /// Taken whole by Chromium, which draws without a graphics card; read by tests that send at a rate or
    /// look at times, which do not run beside it. In a parameterized class they say so themselves, for JUnit lets
    /// the class have no lock: then the whole class holds it, its set-up too.
    public static final String PROCESSORS = "processors";

    private Machine() {}
}
