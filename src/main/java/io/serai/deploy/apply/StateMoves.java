package io.serai.deploy.apply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Gives what waits for flows and what their nodes remember to the flows that go on with it, and takes it
/// back. Where names go round in a circle, one goes by way of a name that no flow can have.
final class StateMoves {

    private static final String AWAY = "renamed/";

    private final List<Swap.Change> renames;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    StateMoves(List<Swap.Change> changes) {
        renames = changes.stream().filter(Swap.Change::isRename).toList();
    }

    void make() {
        List<Swap.Change> left = new ArrayList<>(renames);
        List<Swap.Change> parked = new ArrayList<>();
        while (!left.isEmpty()) {
            Swap.Change next =
                    left.stream().filter(each -> isFree(each, left)).findFirst().orElse(null);
            if (next == null) {
                next = left.getFirst();
                parked.add(next);
                give(next, AWAY + next.newId());
            } else {
                give(next, next.newId());
            }
            left.remove(next);
        }
        parked.forEach(this::fetch);
    }

    /// Whether no other flow has yet to leave the name.
    private static boolean isFree(Swap.Change rename, List<Swap.Change> left) {
        return left.stream().noneMatch(each -> each.oldId().equals(rename.newId()));
    }

    private void give(Swap.Change rename, String to) {
        undo.push(() -> rename.leaving().takeStateFrom(to));
        rename.leaving().giveStateTo(to);
    }

    private void fetch(Swap.Change rename) {
        String from = AWAY + rename.newId();
        undo.push(() -> rename.coming().giveStateTo(from));
        rename.coming().takeStateFrom(from);
    }

    void undo() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }
}
