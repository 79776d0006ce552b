package io.serai.deploy.apply;

import io.serai.flow.FlowException;

/// What changes together with flows outside of them: devices, and files. Called in the order of its
/// methods; [#undo] at any time after [#begin] was called.
public interface Outside {

    /// Nothing but flows.
    Outside NOTHING = new Outside() {};

    /// Sees to it that the rest can be done. Everything was checked and tested; all flows run.
    ///
    /// @throws FlowException when it cannot be; nothing has changed
    default void begin() throws FlowException {}

    /// Changes what the new versions find. The old ones take nothing in meanwhile, and no new one runs.
    ///
    /// @throws FlowException when it cannot be done
    default void change() throws FlowException {}

    /// The new versions run; the old ones could still go on.
    ///
    /// @throws FlowException when it cannot be done
    default void keep() throws FlowException {}

    /// Makes all as it was before. No version runs.
    default void undo() {}
}
