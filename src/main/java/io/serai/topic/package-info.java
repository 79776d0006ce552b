/// What is said on the topics of the gateway's broker, for people who look. Enter through
/// [io.serai.topic.TopicWatch].
///
/// It listens on a connection of its own, whose session ends with it, and only while somebody looks; it
/// acknowledges at once and holds up no flow.
@NullMarked
package io.serai.topic;

import org.jspecify.annotations.NullMarked;
