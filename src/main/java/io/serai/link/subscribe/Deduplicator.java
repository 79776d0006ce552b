package io.serai.link.subscribe;

import io.serai.mqtt.MqttMessage;

import java.util.LinkedHashMap;
import java.util.Map;

/// Two subscriptions of one receiver for a while, the old one and the one that takes its place: what both
/// bring is taken from whichever brings it first. Which copies belong together nobody says, so they are
/// counted by topic and content. Confined to the event loop but for [#end].
final class Deduplicator {

    /// What is remembered; of what is forgotten a copy may be taken twice.
    private static final int MOST = 10_000;

    /// Which of the two.
    enum Side {
        OLD,
        NEW
    }

    private record Content(String topic, long print) {}

    private final Map<Content, Counts> brought =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Content, Counts> eldest) {
                    return size() > MOST;
                }
            };

    private volatile boolean ended;

    /// From any thread: there is but one subscription any more.
    void end() {
        ended = true;
    }

    /// Whether the other side has not brought this copy yet.
    boolean isFirst(Side side, MqttMessage message) {
        if (ended || message.retained()) {
            return true; // a retained one is the broker's own copy, which only a new subscription
            // brings
        }
        var content = new Content(message.topic().text(), ContentHash.of(message.payload()));
        Counts counts = brought.computeIfAbsent(content, _ -> new Counts());
        return switch (side) {
            case OLD -> ++counts.byOld > counts.byNew;
            case NEW -> ++counts.byNew > counts.byOld;
        };
    }

    private static final class Counts {
        private int byOld;
        private int byNew;
    }
}
