package io.serai.deploy.plan;

/// How far a text of a flow is trusted, and so what it must pass before it may run.
public enum Trust {
    /// It ran before: it is only built.
    KNOWN,
    /// It is checked and built.
    CHECKED,
    /// It is checked and built, and its tests run.
    TESTED
}
