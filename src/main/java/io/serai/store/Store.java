package io.serai.store;

import java.util.Map;
import java.util.Optional;

/// What outlives the process: what nodes keep, and small values of the house by area (`link`), owner
/// (`gateway`) and key (`client-id`). Thread-safe.
public interface Store extends NodeStore, AutoCloseable {

    Optional<String> get(String area, String owner, String key);

    /// Every key of one owner.
    Map<String, String> all(String area, String owner);

    /// Keeps `value`; when this returns it survives the end of the process.
    ///
    /// @throws StoreException when the disk refuses it; it holds until the process ends, and is written as
    ///     soon as the disk takes it
    void put(String area, String owner, String key, String value);

    /// Keeps nothing under that key any more.
    ///
    /// @throws StoreException as [#put]
    void remove(String area, String owner, String key);

    /// [#put] for what the house can do without: a disk that refuses it is told of elsewhere.
    default void putIfPossible(String area, String owner, String key, String value) {
        try {
            put(area, owner, key, value);
        } catch (StoreException _) {
            // It holds, and the store itself says so in the log and in its health.
        }
    }

    /// [#remove], as [#putIfPossible].
    default void removeIfPossible(String area, String owner, String key) {
        try {
            remove(area, owner, key);
        } catch (StoreException _) {
            // It holds, and the store itself says so in the log and in its health.
        }
    }

    /// Gives everything of one owner to another, all or nothing; what the other has under the same keys
    /// is replaced.
    ///
    /// @throws StoreException when it could not be kept
    void move(String area, String from, String to);

    @Override
    void close();
}
