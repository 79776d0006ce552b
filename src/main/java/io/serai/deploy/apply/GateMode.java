package io.serai.deploy.apply;

/// What is asked of a new version of a flow before it may run.
public enum GateMode {
    /// The check finds nothing, and the tests beside the file pass.
    TESTS,
    /// The check finds nothing.
    CHECK,
    /// Camel can build it.
    OFF
}
