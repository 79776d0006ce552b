package io.serai.node.state;

import io.serai.flow.DryFlows;
import io.serai.store.StateFilter;
import io.serai.store.StateRow;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/// What the nodes of all flows keep, to look at and to clear. Thread-safe.
public final class KeptStates {

    private final NodeStates live;
    private final NodeStates dry;
    private final DryFlows dryFlows;

    /// What was cleared.
    ///
    /// @param kept completes when it is on disk as well, and fails as [io.serai.store.NodeStore#commit] does
    public record Cleared(int count, CompletionStage<Void> kept) {}

    public KeptStates(NodeStates live, NodeStates dry, DryFlows dryFlows) {
        this.live = live;
        this.dry = dry;
        this.dryFlows = dryFlows;
    }

    private NodeStates of(String flow) {
        return dryFlows.contains(flow) ? dry : live;
    }

    /// States in order of flow, node and key, as messages that have ended left them; also of flows that are
    /// stopped or gone.
    ///
    /// @param most at least 1
    /// @throws io.serai.store.StoreException when they cannot be read
    public List<StateRow> list(StateFilter which, int most) {
        if (which.flow().isPresent()) {
            return of(which.flow().get()).list(which, most);
        }
        if (dryFlows.isEmpty() || dryFlows.all()) {
            return (dryFlows.all() ? dry : live).list(which, most);
        }
        // Those of some flows count in one world only, so that none can be asked for as many as are
        // wanted.
        return Stream.concat(
                        live.list(which, Integer.MAX_VALUE).stream()
                                .filter(each -> !dryFlows.contains(each.flow())),
                        dry.list(which, Integer.MAX_VALUE).stream()
                                .filter(each -> dryFlows.contains(each.flow())))
                .sorted(NodeStates.ORDER)
                .limit(most)
                .toList();
    }

    /// The names of the nodes of a flow that keep something, or that run and could.
    public Set<String> nodes(String flow) {
        return of(flow).names(flow);
    }

    /// Clears what a flow keeps, or a node of it, or a node under one key: in one transaction, whether the flow
    /// runs or not. Its nodes go on at once as if they had never seen a message.
    ///
    /// What a message has changed that is under way still is cleared with the rest, and not kept when the
    /// message ends: [KeyedStates] drops the cell that it has changed, and what is committed of a dropped cell
    /// is left out. This holds for a message of a flow that has been stopped meanwhile, too. What comes to a
    /// node afterwards finds a new cell, and that is kept.
    ///
    /// @param which of one flow
    /// @throws io.serai.store.StoreException when it cannot be read what is kept; nothing is cleared then
    public Cleared clear(StateFilter which) {
        return of(which.flow().orElseThrow()).clear(which);
    }

    /// Goes up with every change of a state that is kept.
    public long changes() {
        return live.changes() + (dry.equals(live) ? 0 : dry.changes());
    }
}
