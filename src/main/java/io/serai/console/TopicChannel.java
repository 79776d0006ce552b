package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.mqtt.TopicFilter;
import io.serai.topic.TopicWatch;

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
        TopicFilter filter;
        TopicWatch.Watch watching;
        try {
            filter = TopicFilter.parse(wish.path("filter").asText("#"));
            watching =
                    watch.glance(
                            filter,
                            (value, _) -> feed.latest(value.topic(), () -> TopicJson.live(value)));
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(String.valueOf(e.getMessage()));
        }
        watch.values(filter).forEach(value -> feed.latest(value.topic(), TopicJson.live(value)));
        return watching;
    }
}
