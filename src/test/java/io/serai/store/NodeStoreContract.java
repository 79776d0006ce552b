package io.serai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What every store promises of states, timers and queues.
abstract class NodeStoreContract {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    abstract NodeStore store();

    abstract MessageQueues queues();

    void commit(Changes changes) throws Exception {
        store().commit(changes).toCompletableFuture().get(5, SECONDS);
    }

    static TimerRow timer(String flow, String key, int second) {
        return new TimerRow(flow, "delay", key, NOON.plusSeconds(second), "{\"n\": 1}");
    }

    void append(String queue, String text) throws Exception {
        var message = MqttMessage.of("t", text.getBytes(UTF_8), Qos.AT_LEAST_ONCE, false);
        queues().queue(queue).append(message).kept().toCompletableFuture().get(5, SECONDS);
    }

    List<String> texts(String queue) {
        return queues().queue(queue).after(0, 100).stream()
                .map(each -> new String(each.message().payload(), UTF_8))
                .toList();
    }

    @Test
    void statesAreByFlowNodeAndKey() throws Exception {
        commit(
                new Changes()
                        .state("lamp", "dark", "a", "1")
                        .state("lamp", "dark", "b", "2")
                        .state("lamp", "dark", "a", "3")
                        .state("lamp", "wet", "a", "4")
                        .state("tank", "dark", "a", "5"));
        commit(new Changes().forget("lamp", "dark", "b"));

        assertThat(store().states("lamp", "dark")).isEqualTo(Map.of("a", "3"));
        assertThat(store().states("nobody", "dark")).isEmpty();
    }

    @Test
    void statesAreListedInOrderAndAsFarAsTheyAreWanted() throws Exception {
        var dark = new StateRow("lamp", "dark", "a", "3");
        var empty = new StateRow("lamp", "wet", "", "6");
        var wet = new StateRow("lamp", "wet", "a", "4");
        var tank = new StateRow("tank", "dark", "a", "5");
        var all = new Changes();
        for (StateRow each : List.of(tank, wet, dark, empty)) {
            all.state(each.flow(), each.node(), each.key(), each.json());
        }
        commit(all);

        assertThat(store().states(StateFilter.ALL, 10)).containsExactly(dark, empty, wet, tank);
        assertThat(store().states(StateFilter.ALL, 2)).containsExactly(dark, empty);
        assertThat(store().states(StateFilter.of("lamp"), 10)).containsExactly(dark, empty, wet);
        var node = new StateFilter(Optional.of("lamp"), Optional.of("wet"), Optional.empty());
        assertThat(store().states(node, 10)).containsExactly(empty, wet);
        var one = new StateFilter(Optional.of("lamp"), Optional.of("wet"), Optional.of(""));
        assertThat(store().states(one, 10)).containsExactly(empty);
        assertThat(store().states(StateFilter.of("nobody"), 10)).isEmpty();
    }

    @Test
    void timersComeInOrderAndAreReplacedAndCancelled() throws Exception {
        commit(
                new Changes()
                        .set(timer("lamp", "late", 9))
                        .set(timer("lamp", "early", 5))
                        .set(timer("lamp", "gone", 1))
                        .set(timer("tank", "other", 1)));
        commit(new Changes().set(timer("lamp", "late", 7)).cancel("lamp", "delay", "gone"));

        assertThat(store().timers("lamp"))
                .containsExactly(timer("lamp", "early", 5), timer("lamp", "late", 7));
    }

    @Test
    void aRenamedFlowTakesStatesAndTimersAlong() throws Exception {
        commit(
                new Changes()
                        .state("old", "dark", "a", "1")
                        .state("new", "dark", "a", "9")
                        .state("new", "dark", "b", "2")
                        .set(timer("old", "t", 5)));

        var renamed = new Changes();
        store().renameFlow("old", "new", renamed);
        store().write(renamed);

        assertThat(store().states("new", "dark")).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(store().states("old", "dark")).isEmpty();
        assertThat(store().timers("new")).containsExactly(timer("new", "t", 5));
        assertThat(store().timers("old")).isEmpty();
    }

    @Test
    void aRenamedQueueIsInOrderOfAgeWithTheOther() throws Exception {
        append("from", "1");
        append("to", "2");
        append("from", "3");

        rename("from", "to");

        assertThat(texts("to")).containsExactly("1", "2", "3");
        assertThat(texts("from")).isEmpty();
        assertThat(queues().queue("to").count()).isEqualTo(3);
        assertThat(queues().queue("from").count()).isZero();
        append("from", "4");
        assertThat(texts("from")).containsExactly("4");
    }

    @Test
    void aMessageReadBeforeItsQueueWasRenamedIsStillRemoved() throws Exception {
        append("from", "1");
        append("from", "2");
        MessageQueue from = queues().queue("from");
        long first = from.after(0, 1).getFirst().id();

        rename("from", "to");
        from.remove(first);

        assertThat(texts("to")).containsExactly("2");
        assertThat(queues().queue("to").count()).isEqualTo(1);
        assertThat(queues().queue("from").count()).isZero();
    }

    @Test
    void aMessageIsRemovedHoweverOftenItsQueueWasRenamedThereAndBack() throws Exception {
        append("a", "1");
        append("a", "2");
        append("b", "3");
        MessageQueue a = queues().queue("a");
        MessageQueue b = queues().queue("b");
        List<Long> ids = a.after(0, 2).stream().map(MessageQueue.Waiting::id).toList();

        rename("a", "b");
        rename("b", "c");
        rename("c", "a");
        rename("a", "b");
        rename("b", "a");
        a.remove(ids.getFirst());
        b.remove(ids.getLast());
        append("b", "4");

        assertThat(texts("a")).containsExactly("3");
        assertThat(queues().queue("a").count()).isEqualTo(1);
        assertThat(queues().queue("b").count()).isEqualTo(1);
        assertThat(queues().queue("c").count()).isZero();
    }

    private void rename(String from, String to) {
        var renamed = new Changes();
        queues().rename(from, to, renamed);
        store().write(renamed);
    }

    @Test
    void aMessageLeavesItsQueueInTheTransaction() throws Exception {
        append("in", "1");
        MessageQueue queue = queues().queue("in");
        var changes = new Changes().state("lamp", "dark", "a", "1");

        queue.remove(queue.after(0, 1).getFirst().id(), changes);

        assertThat(texts("in")).isEmpty();
        assertThat(queue.count()).isZero();
        commit(changes);
        assertThat(texts("in")).isEmpty();
    }

    @Test
    void aStateThatIsTooLargeIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> new Changes().state("lamp", "dark", "a", "x".repeat(65_537)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flow lamp, node dark");
    }
}
