package io.serai.topic;

/// Hears what is said on topics. Called in order, one call at a time; it must not block.
@FunctionalInterface
public interface TopicListener {

    /// Something was said, or had been.
    ///
    /// @param kept it is a message that the broker had kept from before, not one just said
    void heard(TopicValue value, boolean kept);
}
