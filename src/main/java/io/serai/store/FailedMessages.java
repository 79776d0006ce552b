package io.serai.store;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// The record of messages that a flow could not process, so that none acknowledged is lost. The oldest
/// are forgotten when there are too many. Thread-safe.
public interface FailedMessages {

    /// Puts a message on record without waiting for the disk.
    ///
    /// @return completes when the record survives the end of the process, on a thread that must not be
    ///     held up; fails with [StoreException] when it could not be kept
    CompletionStage<Void> add(FailedMessage failure);

    /// The newest first.
    ///
    /// @param most at least 1
    /// @throws StoreException when they cannot be read
    List<FailedMessage> newest(int most);

    /// How many are on record, those under way to the disk included.
    long count();

    /// How many were forgotten because there were too many, since the start.
    long forgotten();
}
