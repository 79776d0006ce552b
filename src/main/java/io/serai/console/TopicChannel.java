package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.mqtt.TopicFilter;
import io.serai.topic.TopicWatch;

import java.util.concurrent.locks.ReentrantLock;

/// The last message of each topic of a filter, as it comes. Thread-safe.
public final class TopicChannel implements LiveChannel {

    private final TopicWatch watch;

    public TopicChannel(TopicWatch watch) {
        this.watch = watch;
    }

    @Override
    public String name() {
        return "topics";
    }

    @Override
    public AutoCloseable open(JsonNode wish, LiveFeed feed) {
        var telling = new ReentrantLock();
        telling.lock(); // what comes meanwhile is told after what is known, which is older
        try {
            TopicFilter filter = TopicFilter.parse(wish.path("filter").asText("#"));
            TopicWatch.Watch watching =
                    watch.glance(
                            filter,
                            (value, _) -> {
                                telling.lock();
                                try {
                                    feed.latest(value.topic(), () -> TopicJson.live(value));
                                } finally {
                                    telling.unlock();
                                }
                            });
            watch.values(filter)
                    .forEach(value -> feed.latest(value.topic(), () -> TopicJson.live(value)));
            return watching;
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(String.valueOf(e.getMessage()));
        } finally {
            telling.unlock();
        }
    }
}
