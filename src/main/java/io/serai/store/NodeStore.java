package io.serai.store;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// What the nodes of flows keep, as states and timers by flow, node and key, and the transaction that
/// changes them together with the message that is the cause. Thread-safe.
public interface NodeStore {

    /// Makes all the changes, or none of them, in the order of the calls and without waiting for the disk.
    ///
    /// @return completes when they survive a power cut, on a thread that must not be held up; fails with
    ///     [StoreException] when the disk refuses them. States, timers and removals are then written, in
    ///     order, as soon as the disk takes them; nothing else of it is
    CompletionStage<Void> commit(Changes changes);

    /// Makes all the changes, or none of them, and waits for the disk.
    ///
    /// @throws StoreException when the disk refuses them; see [#commit]
    void write(Changes changes);

    /// The states of one node by key.
    ///
    /// @throws StoreException when they cannot be read
    Map<String, String> states(String flow, String node);

    /// States in order of flow, node and key.
    ///
    /// @param most at least 1
    /// @throws StoreException when they cannot be read
    List<StateRow> states(StateFilter which, int most);

    /// The timers of one flow, the next one first.
    ///
    /// @throws StoreException when they cannot be read
    List<TimerRow> timers(String flow);

    /// Adds to a transaction that the states and timers of a flow go to another one; what the other has
    /// under the same nodes and keys is replaced.
    void renameFlow(String from, String to, Changes with);
}
