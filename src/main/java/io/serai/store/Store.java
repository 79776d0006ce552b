package io.serai.store;

import java.util.Map;
import java.util.Optional;

/// Small values that outlive the process, by area (`node-state`), owner (`tank/controller`) and key
/// (`tank/level`). Thread-safe.
public interface Store extends AutoCloseable {

    Optional<String> get(String area, String owner, String key);

    /// Every key of one owner.
    Map<String, String> all(String area, String owner);

    /// Keeps `value`; when this returns it survives the end of the process.
    ///
    /// @throws StoreException when it could not be kept
    void put(String area, String owner, String key, String value);

    void remove(String area, String owner, String key);

    /// Gives everything of one owner to another, all or nothing; what the other has under the same keys
    /// is replaced.
    ///
    /// @throws StoreException when it could not be kept
    void move(String area, String from, String to);

    @Override
    void close();
}
