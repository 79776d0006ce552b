package io.serai.device;

/// A listener's place at [Devices#listen].
public interface DeviceSubscription extends AutoCloseable {

    /// Ends it; an event being handled right now is handled to its end. Idempotent.
    @Override
    void close();
}
