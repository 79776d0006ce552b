package io.serai.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.ApiAnswer;
import io.serai.console.Asking;
import io.serai.console.Json;
import io.serai.console.LiveFeed;
import io.serai.mqtt.Qos;
import io.serai.testing.BrokerHouse;
import io.serai.topic.TopicSearch;
import io.serai.topic.TopicWatch;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class TopicApiTest {

    private static BrokerHouse house;
    private TopicWatch watch;
    private Asking api;

    @BeforeAll
    static void startBroker() throws Exception {
        house = new BrokerHouse();
    }

    @AfterAll
    static void stopBroker() {
        house.close();
    }

    @BeforeEach
    void open() {
        watch = new TopicWatch(house.links, house.time, house.counters);
        api = new Asking(new TopicApi(new TopicSearch(watch, house.time), house.links));
    }

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void whatIsPublishedIsReadAgainByteForByte() throws Exception {
        assertThat(
                        api.post(
                                "publish",
                                "{\"topic\":\"led\",\"payload\":\"{\\\"level\\\": \\\"37\\\"}\",\"qos\":2,\"retain\":true}"))
                .extracting(ApiAnswer::status)
                .isEqualTo(200);

        JsonNode led = Asking.json(api.get("topics/led"));

        assertThat(led.path("payload").asText()).isEqualTo("{\"level\": \"37\"}");
        assertThat(led.path("kind").asText()).isEqualTo("json");
        assertThat(led.path("qos").asInt()).isEqualTo(2);
        assertThat(led.path("retained").asBoolean()).isTrue();
        assertThat(led.path("bytes").asInt()).isEqualTo(15);
        assertThat(led.path("count").asInt()).isOne();
        assertThat(led.path("time").asText()).endsWith("Z");
    }

    @Test
    void bytesThatAreNoTextComeAsBase64() throws Exception {
        api.post(
                "publish",
                "{\"topic\":\"raw/a b\",\"payload\":\"/wAB\",\"encoding\":\"base64\",\"retain\":true}");
        house.publish("raw/word", "{on", Qos.AT_LEAST_ONCE, true);

        JsonNode raw = Asking.json(api.get("topics/raw/a%20b"));

        assertThat(raw.path("kind").asText()).isEqualTo("binary");
        assertThat(raw.path("payload").asText()).isEqualTo("/wAB");
        assertThat(Asking.json(api.get("topics/raw/word")).path("kind").asText()).isEqualTo("text");
    }

    @Test
    void topicsAreListedByFilterInOrderAndWithTheirNumber() throws Exception {
        for (String each : List.of("c", "a", "b")) {
            house.publish("list/" + each, each, Qos.AT_LEAST_ONCE, true);
        }

        JsonNode two = Asking.json(api.get("topics?filter=list/%23&n=2"));
        JsonNode all = Asking.json(api.get("topics?filter=list/%2B"));

        assertThat(two.path("topics").findValuesAsText("topic"))
                .containsExactly("list/a", "list/b");
        assertThat(two.path("more").asBoolean()).isTrue();
        assertThat(all.path("topics").findValuesAsText("payload")).containsExactly("a", "b", "c");
        assertThat(all.path("more").asBoolean()).isFalse();
    }

    @Test
    void whatCannotBeAskedIsRefusedAndSaysWhy() {
        Map<String, String> refused =
                Map.of(
                        "{\"payload\":\"x\"}", "\"topic\" is missing",
                        "{\"topic\":\"a\"}", "\"payload\" is missing",
                        "{\"topic\":\"a/#\",\"payload\":\"x\"}", "wildcard",
                        "{\"topic\":\"a\",\"payload\":\"x\",\"qos\":3}", "qos must be 0, 1 or 2",
                        "{\"topic\":\"a\",\"payload\":\"%\",\"encoding\":\"base64\"}", "base64",
                        "{\"topic\":\"a\",\"payload\":\"x\",\"encoding\":\"hex\"}", "\"hex\"");

        refused.forEach((body, why) -> {
            ApiAnswer answer = api.post("publish", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(Asking.text(answer)).as(body).containsAnyOf(why, why.replace("\"", "\\\""));
        });
        assertThat(api.get("topics?filter=a/%23/b").status()).isEqualTo(400);
        assertThat(api.get("topics?filter=$share/g/a").status()).isEqualTo(400);
        assertThat(api.get("topics/a/%2B").status()).isEqualTo(400);
        assertThat(api.get("topics/nothing/here").status()).isEqualTo(404);
    }

    @Test
    void aPageFollowsTopicsFromWhatIsKnownOn() throws Exception {
        house.publish("live/kept", "1", Qos.AT_LEAST_ONCE, true);
        Map<String, JsonNode> page = new ConcurrentHashMap<>();
        LiveFeed feed =
                new LiveFeed() {
                    @Override
                    public void latest(String key, JsonNode value) {
                        page.put(key, value);
                    }

                    @Override
                    public void next(JsonNode value) {
                        throw new AssertionError(value);
                    }
                };

        try (var _ = new TopicChannel(watch).open(Json.object().put("filter", "live/#"), feed)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> page.containsKey("live/kept"));
            house.publish("live/new", "[2]");
            await().atMost(Duration.ofSeconds(10)).until(() -> page.containsKey("live/new"));
        }

        assertThat(requireNonNull(page.get("live/new")).path("kind").asText()).isEqualTo("json");
        assertThat(requireNonNull(page.get("live/new")).path("time").isNumber()).isTrue();
        assertThat(requireNonNull(page.get("live/kept")).path("retained").asBoolean()).isTrue();
    }
}
