package io.serai.topic;

/// Hears what is said on topics. It must not block.
@FunctionalInterface
public interface TopicListener {

    /// Something was said, or had been. Called in order, one call at a time.
    ///
    /// @param kept it is a message that the broker had kept from before, not one just said
    void heard(TopicValue value, boolean kept);

    /// Whether more is said than may be looked at, so that only a part of it is heard. Told in order, under
    /// the lock of the watch: not to be called back from here.
    default void sampled(boolean isSampled) {}
}
