package io.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.store.FailedMessages.Kept;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What every record of failed messages does.
abstract class FailedMessagesContract {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    abstract FailedMessages failed();

    static FailedMessage failure(String flow, String text) {
        return new FailedMessage(
                NOON,
                flow,
                flow + "-in",
                flow + ".camel.yaml:7",
                "no",
                MqttMessage.of("t", text.getBytes(UTF_8), Qos.AT_LEAST_ONCE, false));
    }

    private void add(String flow, String text) throws Exception {
        failed().add(failure(flow, text)).toCompletableFuture().get(5, SECONDS);
    }

    private boolean remove(long id) throws Exception {
        return failed().remove(id).toCompletableFuture().get(5, SECONDS);
    }

    private List<String> texts(Optional<String> flow) {
        return failed().list(flow, 10).stream()
                .map(each -> new String(each.failure().message().payload(), UTF_8))
                .toList();
    }

    @Test
    void eachIsFoundByItsNumberWithAllThatIsKnownOfIt() throws Exception {
        add("tank", "one");
        add("lamp", "two");

        Kept newest = failed().list(Optional.empty(), 1).getFirst();

        assertThat(newest.failure()).isEqualTo(failure("lamp", "two"));
        assertThat(failed().find(newest.id())).contains(newest);
        assertThat(failed().find(newest.id() + 1)).isEmpty();
    }

    @Test
    void aFlowsOwnAreListedAndCounted() throws Exception {
        add("tank", "one");
        add("lamp", "two");
        add("tank", "three");

        assertThat(texts(Optional.of("tank"))).containsExactly("three", "one");
        assertThat(texts(Optional.empty())).containsExactly("three", "two", "one");
        assertThat(failed().count("tank")).isEqualTo(2);
        assertThat(failed().count("nobody")).isZero();
    }

    @Test
    void aRemovedOneIsGoneAndItsNumberNotUsedAgain() throws Exception {
        add("tank", "one");
        add("tank", "two");
        long two = failed().list(Optional.empty(), 1).getFirst().id();

        assertThat(remove(two)).isTrue();
        assertThat(remove(two)).isFalse();

        assertThat(failed().count()).isEqualTo(1);
        assertThat(texts(Optional.empty())).containsExactly("one");
        add("tank", "three");
        assertThat(failed().list(Optional.empty(), 1).getFirst().id()).isGreaterThan(two);
    }

    @Test
    void everyChangeIsSeen() throws Exception {
        long before = failed().changes();
        add("tank", "one");
        long added = failed().changes();
        assertThat(remove(failed().list(Optional.empty(), 1).getFirst().id())).isTrue();
        long removed = failed().changes();
        assertThat(remove(12345)).isFalse();

        assertThat(added).isNotEqualTo(before);
        assertThat(removed).isNotEqualTo(added);
        assertThat(failed().changes()).isEqualTo(removed);
    }
}
