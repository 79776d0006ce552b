package io.serai.node.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.flow.DryFlows;
import io.serai.observe.Counters;
import io.serai.rule.Threshold.State;
import io.serai.store.Changes;
import io.serai.store.DryStore;
import io.serai.store.MemoryStore;
import io.serai.store.StateFilter;
import io.serai.store.StateRow;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/// What nodes keep, looked at and cleared while they work.
class KeptStatesTest {

    private static final NodeStates.Node FILL = new NodeStates.Node("tank", "fill");
    private static final StateFilter TANK = StateFilter.of("tank");

    private final MemoryStore store = new MemoryStore();
    private final NodeStates live = new NodeStates(store, new Counters());
    private final KeptStates kept = new KeptStates(live, live, DryFlows.NONE);
    private final KeyedStates fill = live.open(FILL);

    /// A message that switches the node under a key.
    ///
    /// @return ends with [NodeTransaction#commit]
    private NodeTransaction message(KeyedStates node, String key, State to) {
        var transaction = new NodeTransaction(live.transactions());
        node.decide(key, _ -> to, () -> transaction);
        return transaction;
    }

    private void done(KeyedStates node, String key, State to) {
        message(node, key, to).commit(_ -> {}).toCompletableFuture().join();
    }

    private static State seen(KeyedStates node, String key) {
        return node.decide(
                        key,
                        before -> before,
                        () -> {
                            throw new AssertionError("nothing has changed");
                        })
                .before();
    }

    private static StateFilter one(String node, String key) {
        return new StateFilter(Optional.of("tank"), Optional.of(node), Optional.of(key));
    }

    private int clear(StateFilter which) {
        KeptStates.Cleared cleared = kept.clear(which);
        cleared.kept().toCompletableFuture().join();
        return cleared.count();
    }

    @Test
    void aClearedNodeWorksAsIfItHadNeverSeenAMessage() {
        done(fill, "a", State.ON);
        done(fill, "b", State.OFF);
        assertThat(kept.list(TANK, 10))
                .containsExactly(
                        new StateRow("tank", "fill", "a", "\"ON\""),
                        new StateRow("tank", "fill", "b", "\"OFF\""));

        assertThat(clear(one("fill", "a"))).isEqualTo(1);

        assertThat(seen(fill, "a")).isEqualTo(State.UNKNOWN);
        assertThat(seen(fill, "b")).isEqualTo(State.OFF);
        assertThat(store.states("tank", "fill")).containsOnlyKeys("b");
        assertThat(clear(TANK)).isEqualTo(1);
        assertThat(clear(TANK)).isZero();
        done(fill, "a", State.ON);
        assertThat(store.states("tank", "fill")).containsOnlyKeys("a");
    }

    @Test
    void aMessageUnderWayBringsNothingBackAndOneThatComesAfterwardsIsKept() {
        done(fill, "a", State.OFF);
        NodeTransaction underWay = message(fill, "a", State.ON);
        NodeTransaction comesAgain = message(fill, "b", State.ON);

        assertThat(clear(TANK)).isEqualTo(2);
        underWay.commit(_ -> {}).toCompletableFuture().join();
        comesAgain.undo();

        assertThat(kept.list(TANK, 10)).isEmpty();
        assertThat(seen(fill, "a")).isEqualTo(State.UNKNOWN);
        assertThat(seen(fill, "b")).isEqualTo(State.UNKNOWN);
        done(fill, "a", State.ON);
        assertThat(store.states("tank", "fill")).isEqualTo(Map.of("a", "\"ON\""));
    }

    @Test
    void aMessageOfAFlowThatWasStoppedMeanwhileBringsNothingBackEither() {
        NodeTransaction underWay = message(fill, "a", State.ON);
        live.close(FILL);
        KeyedStates anew = live.open(FILL);
        done(anew, "b", State.ON);

        assertThat(clear(TANK)).isEqualTo(2);
        done(anew, "b", State.OFF);
        underWay.commit(_ -> {}).toCompletableFuture().join();

        assertThat(store.states("tank", "fill")).isEqualTo(Map.of("b", "\"OFF\""));
    }

    @Test
    void whatIsForgottenForWantOfRoomTakesNothingNewerWithIt() {
        for (int i = 0; i < 10_000; i++) {
            done(fill, "k" + i, State.ON);
        }
        NodeTransaction crowdsOut = message(fill, "one more", State.ON);
        assertThat(seen(fill, "k1")).isEqualTo(State.ON);
        assertThat(seen(fill, "k0")).isEqualTo(State.UNKNOWN);
        done(fill, "k0", State.OFF);

        crowdsOut.commit(_ -> {}).toCompletableFuture().join();

        assertThat(seen(fill, "k0")).isEqualTo(State.OFF);
        assertThat(store.states("tank", "fill")).containsEntry("k0", "\"OFF\"");
    }

    @Test
    void aFlowThatIsGoneAndANodeThatIsGoneAreClearedToo() {
        store.commit(
                new Changes()
                        .state("gone", "dark", "", "\"ON\"")
                        .state("tank", "former", "x", "{\"n\": 1}"));

        assertThat(kept.nodes("gone")).containsExactly("dark");
        assertThat(kept.nodes("tank")).isEqualTo(Set.of("fill", "former"));
        assertThat(clear(StateFilter.of("gone"))).isEqualTo(1);
        assertThat(clear(one("former", "x"))).isEqualTo(1);
        assertThat(kept.list(StateFilter.ALL, 10)).isEmpty();
    }

    @Test
    void eachChangeIsSeenWhenItIsKept() {
        long before = kept.changes();
        NodeTransaction underWay = message(fill, "a", State.ON);
        assertThat(kept.changes()).isEqualTo(before);

        underWay.commit(_ -> {}).toCompletableFuture().join();

        assertThat(kept.changes()).isEqualTo(before + 1);
        clear(TANK);
        assertThat(kept.changes()).isEqualTo(before + 2);
    }

    @Test
    void whatFlowsThatRunDryKeepIsTheirOwn() {
        done(fill, "a", State.ON);
        store.commit(new Changes().state("lamp", "dark", "", "\"ON\""));
        var dry = new NodeStates(new DryStore(store), new Counters());
        var some = new KeptStates(live, dry, DryFlows.of("tank"));

        assertThat(some.list(StateFilter.ALL, 10)).hasSize(2);
        some.clear(TANK);

        assertThat(some.list(StateFilter.ALL, 10))
                .containsExactly(new StateRow("lamp", "dark", "", "\"ON\""));
        assertThat(store.states("tank", "fill")).containsOnlyKeys("a");
        var all = new KeptStates(live, dry, DryFlows.ALL);
        assertThat(all.list(StateFilter.ALL, 10)).hasSize(1);
    }

    @Test
    void aFilterNamesAFlowBeforeANodeAndANodeBeforeAKey() {
        assertThatThrownBy(() -> new StateFilter(TANK.flow(), Optional.empty(), Optional.of("key")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clear(StateFilter.ALL)).isInstanceOf(NoSuchElementException.class);
    }
}
