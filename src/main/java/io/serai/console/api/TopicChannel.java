package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.Json;
import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.console.RefusedException;
import io.serai.mqtt.TopicFilter;
import io.serai.topic.TopicListener;
import io.serai.topic.TopicValue;
import io.serai.topic.TopicWatch;

import java.util.concurrent.locks.ReentrantLock;

/// The last message of each topic of a filter, as it comes. Thread-safe.
public final class TopicChannel implements LiveChannel {

    /// No topic has this name [MQTT-3.3.2-2], so it stands for what is true of all.
    private static final String ALL = "#";

    private final TopicWatch watch;

    public TopicChannel(TopicWatch watch) {
        this.watch = watch;
    }

    private record Ear(ReentrantLock telling, LiveFeed feed) implements TopicListener {

        @Override
        public void heard(TopicValue value, boolean kept) {
            telling.lock();
            try {
                feed.latest(value.topic(), () -> TopicJson.live(value));
            } finally {
                telling.unlock();
            }
        }

        @Override
        public void sampled(boolean isSampled) {
            feed.latest(ALL, Json.object().put("sampled", isSampled));
        }
    }

    @Override
    public String name() {
        return "topics";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        var telling = new ReentrantLock();
        telling.lock(); // what comes meanwhile is told after what is known, which is older
        try {
            TopicFilter filter = TopicFilter.parse(request.path("filter").asText("#"));
            TopicWatch.Watch watching = watch.glance(filter, new Ear(telling, feed));
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
