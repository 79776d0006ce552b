package io.serai.store;

import io.serai.mqtt.MqttMessage;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Messages that wait on disk, first in first out. It has no limit of its own; who appends asks
/// [#count]. Thread-safe.
public interface MessageQueue {

    /// A message that waits.
    ///
    /// @param id greater than that of every message appended before, and never used again
    /// @param since when it was appended
    record Waiting(long id, Instant since, MqttMessage message) {}

    /// A message on its way to the disk.
    ///
    /// @param kept completes when the message survives the end of the process, on a thread that must
    ///     not be held up; fails with [StoreException] when it could not be kept
    record Appended(long id, CompletionStage<Void> kept) {}

    /// Appends, in the order of the calls, without waiting for the disk.
    Appended append(MqttMessage message);

    /// The oldest messages after the one with this id, in order, as far as they are on disk.
    ///
    /// @param id 0 for the very first
    /// @param most at least 1
    /// @throws StoreException when they cannot be read
    List<Waiting> after(long id, int most);

    /// Forgets a message, soon and without waiting for the disk: one removed within a second before a
    /// kill may be there again. A removal that fails is tried again with the next change.
    void remove(long id);

    /// Forgets a message in the transaction `with`, which is to be committed; it is hidden at once.
    default void remove(long id, Changes with) {
        remove(id);
    }

    /// Messages that wait, those under way to the disk included.
    long count();
}
