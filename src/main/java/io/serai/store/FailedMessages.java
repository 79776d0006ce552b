package io.serai.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The record of messages that a flow could not process, so that none acknowledged is lost. The oldest
/// are forgotten when there are too many. Thread-safe.
public interface FailedMessages {

    /// A message on record.
    ///
    /// @param id rises with every record, and is never used again
    record Kept(long id, FailedMessage failure) {}

    /// Puts a message on record without waiting for the disk.
    ///
    /// @return completes when the record survives the end of the process, on a thread that must not be
    ///     held up; fails with [StoreException] when it could not be kept
    CompletionStage<Void> add(FailedMessage failure);

    /// Puts a message on record in the transaction `with`, which is to be committed.
    default void add(FailedMessage failure, Changes with) {
        var _ = add(failure);
    }

    /// The newest first, of all flows.
    ///
    /// @param most at least 1
    /// @throws StoreException when they cannot be read
    default List<FailedMessage> newest(int most) {
        return list(Optional.empty(), most).stream().map(Kept::failure).toList();
    }

    /// The newest first.
    ///
    /// @param flow only those of this flow; empty for all
    /// @param most at least 1
    /// @throws StoreException when they cannot be read
    List<Kept> list(Optional<String> flow, int most);

    /// The record of that number; empty when it is not there, perhaps not any more.
    ///
    /// @throws StoreException when it cannot be read
    Optional<Kept> find(long id);

    /// Takes a message off the record, because it was processed after all or its owner wants no more of it.
    ///
    /// @return completes when that survives the end of the process, with whether it was there, on a
    ///     thread that must not be held up; fails with [StoreException] when it could not be done
    CompletionStage<Boolean> remove(long id);

    /// How many are on record, those under way to the disk included.
    long count();

    /// How many of one flow are on record.
    ///
    /// @throws StoreException when they cannot be read
    long count(String flow);

    /// Another number each time that something came on record or went off it.
    long changes();

    /// How many were forgotten because there were too many, since the start.
    long forgotten();
}
