package io.serai.store.sqlite;

import io.serai.store.Changes;
import io.serai.store.StoreException;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Reading and writing one file.
record SqliteAccess(SqliteReader reader, GroupCommit commits) {

    private static final long PATIENCE_SECONDS = 15;

    /// Commits, and waits until it is on disk.
    ///
    /// @throws StoreException when the disk refuses it
    void write(Changes changes) {
        if (commits.isWriter()) {
            throw new IllegalStateException("the writer of the store cannot wait for itself");
        }
        try {
            commits.commit(changes).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException refused) {
                throw new StoreException(String.valueOf(refused.getMessage()), refused);
            }
            throw new StoreException("it could not be kept: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new StoreException(
                    "the disk has not taken it within %d s; it is tried again"
                            .formatted(PATIENCE_SECONDS),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while it was being kept", e);
        }
    }
}
