package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.console.RefusedException;
import io.serai.console.api.Watching;
import io.serai.node.state.KeptStates;
import io.serai.store.StateFilter;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// What the nodes of a flow keep. Thread-safe.
public final class StateChannel implements LiveChannel {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final KeptStates kept;
    private final Timekeeper time;

    private record Seen(long changes, JsonNode states) {}

    public StateChannel(KeptStates kept, Timekeeper time) {
        this.kept = kept;
        this.time = time;
    }

    @Override
    public String name() {
        return "states";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        String flow = request.path("flow").asText("");
        if (flow.isEmpty()) {
            throw RefusedException.badRequest("Say which flow: {\"flow\": \"ID\"}");
        }
        AtomicReference<Seen> last;
        try {
            last = new AtomicReference<>(now(flow));
        } catch (StoreException e) {
            throw RefusedException.conflict(String.valueOf(e.getMessage()));
        }
        return Watching.begin(
                feed,
                time,
                PERIOD,
                () -> {
                    // The disk is asked only when there is something new.
                    if (kept.changes() != last.get().changes()) {
                        try {
                            last.set(now(flow));
                        } catch (StoreException _) {
                            // The store says so in its health; what was known is shown, and asked
                            // again.
                        }
                    }
                    return Map.of("states", last.get().states());
                });
    }

    private Seen now(String flow) {
        long changes = kept.changes();
        return new Seen(changes, StateJson.list(kept, StateFilter.of(flow), StateJson.USUAL));
    }
}
