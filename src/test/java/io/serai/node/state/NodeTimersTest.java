package io.serai.node.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.observe.Counters;
import io.serai.store.Changes;
import io.serai.store.MemoryStore;
import io.serai.store.TimerRow;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

class NodeTimersTest {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final NodeStates.Node NODE = new NodeStates.Node("hall", "off-later");

    private final VirtualTimekeeper time = new VirtualTimekeeper(NOON);
    private final MemoryStore store = new MemoryStore();
    private final NodeTransactions transactions = new NodeTransactions(store, new Counters());
    private final List<String> fired = new ArrayList<>();
    private final NodeTimers.Handler handler = this::fire;
    private NodeTimers timers;

    @BeforeEach
    void start() {
        timers = new NodeTimers(transactions, time);
        timers.register(NODE, NodeTimers.Late.FIRE, handler);
    }

    private CompletionStage<Void> fire(TimerRow timer, NodeTransaction with) {
        fired.add(timer.key() + " at " + Duration.between(NOON, time.now()).toSeconds());
        return DONE;
    }

    private static TimerRow row(String key, int seconds) {
        return new TimerRow("hall", "off-later", key, NOON.plusSeconds(seconds), "{}");
    }

    private void set(TimerRow row) {
        var with = new NodeTransaction(transactions);
        timers.set(row, with);
        with.commit(_ -> {}).toCompletableFuture().join();
    }

    @Test
    void firesOnTimeOnceAndIsGone() {
        set(row("a", 150));
        set(row("b", 30));

        time.advance(Duration.ofSeconds(149));
        assertThat(fired).containsExactly("b at 30");
        assertThat(store.timers("hall")).containsExactly(row("a", 150));
        time.advance(Duration.ofSeconds(500));

        assertThat(fired).containsExactly("b at 30", "a at 150");
        assertThat(store.timers("hall")).isEmpty();
    }

    @Test
    void oneThatIsSetAnewFiresAtItsNewTimeOnly() {
        set(row("a", 30));
        set(row("a", 90));
        time.advance(Duration.ofSeconds(200));

        assertThat(fired).containsExactly("a at 90");
    }

    @Test
    void oneThatIsCancelledDoesNotFire() {
        set(row("a", 30));
        var with = new NodeTransaction(transactions);
        timers.cancel(NODE, "a", with);
        with.commit(_ -> {}).toCompletableFuture().join();
        time.advance(Duration.ofSeconds(200));

        assertThat(fired).isEmpty();
        assertThat(store.timers("hall")).isEmpty();
    }

    @Test
    void aMessageThatComesAgainFindsTheTimersAsTheyWere() {
        set(row("kept", 30));
        var with = new NodeTransaction(transactions);
        timers.cancel(NODE, "kept", with);
        timers.set(row("fresh", 40), with);

        with.undo();
        time.advance(Duration.ofSeconds(200));

        assertThat(fired).containsExactly("kept at 30");
    }

    @Test
    void afterAnAbsenceTheyFireLateOrAreSkippedAsTheNodeWants() {
        set(row("missed", 30));
        set(row("later", 300));
        timers.unregister(NODE, handler);
        time.advance(Duration.ofSeconds(100));
        assertThat(fired).isEmpty();

        var again = new NodeTimers(transactions, time);
        again.register(NODE, NodeTimers.Late.FIRE, handler);
        time.advance(Duration.ofSeconds(1));
        assertThat(fired).containsExactly("missed at 100");

        again.unregister(NODE, handler);
        time.advance(Duration.ofMinutes(5));
        var sparing = new NodeTimers(transactions, time);
        sparing.register(NODE, NodeTimers.Late.SKIP, handler);
        time.advance(Duration.ofMinutes(5));

        assertThat(fired).hasSize(1);
        assertThat(store.timers("hall")).isEmpty();
    }

    @Test
    void theNextVersionOfTheNodeTakesThemOver() {
        set(row("a", 30));
        List<String> next = new ArrayList<>();
        NodeTimers.Handler nextHandler =
                (timer, _) -> {
                    next.add(timer.key());
                    return DONE;
                };
        timers.register(NODE, NodeTimers.Late.FIRE, nextHandler);
        timers.unregister(NODE, handler);
        time.advance(Duration.ofSeconds(60));

        assertThat(fired).isEmpty();
        assertThat(next).containsExactly("a");
    }

    @Test
    void theyGoWithAFlowThatIsRenamed() {
        set(row("a", 90));
        timers.unregister(NODE, handler);
        var renamed = new Changes();
        store.renameFlow("hall", "corridor", renamed);
        store.write(renamed);

        timers.register(
                new NodeStates.Node("corridor", "off-later"), NodeTimers.Late.FIRE, handler);
        time.advance(Duration.ofSeconds(100));

        assertThat(fired).containsExactly("a at 90");
    }
}
