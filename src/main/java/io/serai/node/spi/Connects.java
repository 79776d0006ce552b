package io.serai.node.spi;

/// An endpoint that has a connection to make. It is made when its flow begins to run and not before, because
/// the version that still runs may have it.
public interface Connects {

    /// Begins to connect, or does nothing when it has done so.
    void connect();
}
