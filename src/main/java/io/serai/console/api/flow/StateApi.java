package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.config.NearNames;
import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.deploy.FlowControl;
import io.serai.node.state.KeptStates;
import io.serai.store.StateFilter;
import io.serai.store.StateRow;
import io.serai.store.StoreException;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What nodes keep is listed and cleared, of flows that are stopped or gone as well. Thread-safe.
public final class StateApi implements ApiPart {

    private static final long DISK_SECONDS = 10;

    /// How many names a refusal tells.
    private static final int MOST_NAMES = 10;

    private final KeptStates kept;
    private final FlowControl control;

    public StateApi(KeptStates kept, FlowControl control) {
        this.kept = kept;
        this.control = control;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "state", this::all);
        routes.add("GET", "flows/{id}/state", this::ofFlow);
        routes.add("DELETE", "flows/{id}/state", this::clear);
    }

    private static int most(ApiRequest request) {
        return (int) request.number("n", StateJson.USUAL, 1, StateJson.MOST);
    }

    private static StateFilter which(ApiRequest request) {
        Optional<String> node = Optional.ofNullable(request.query().get("node"));
        Optional<String> key = Optional.ofNullable(request.query().get("key"));
        if (key.isPresent() && node.isEmpty()) {
            throw RefusedException.badRequest(
                    "A key belongs to a node. Say which: node=NAME&key=KEY.");
        }
        return new StateFilter(Optional.of(request.parameter("id")), node, key);
    }

    private JsonNode all(ApiRequest request) {
        return StateJson.list(kept, StateFilter.ALL, most(request));
    }

    private JsonNode ofFlow(ApiRequest request) {
        StateFilter which = which(request);
        JsonNode answer = StateJson.list(kept, which, most(request));
        if (answer.path("states").isEmpty()) {
            requireKnown(which);
        }
        return answer;
    }

    private JsonNode clear(ApiRequest request) {
        StateFilter which = which(request);
        KeptStates.Cleared cleared = kept.clear(which);
        if (cleared.count() == 0) {
            requireKnown(which);
        }
        awaitDisk(cleared);
        return Json.object().put("cleared", cleared.count());
    }

    private static void awaitDisk(KeptStates.Cleared cleared) {
        try {
            cleared.kept().toCompletableFuture().get(DISK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreException(
                    "%d states are cleared until the gateway ends, and for good when the disk takes that: %s"
                            .formatted(
                                    cleared.count(),
                                    e instanceof TimeoutException
                                            ? "it has not within %d s.".formatted(DISK_SECONDS)
                                            : String.valueOf(
                                                    (e.getCause() == null ? e : e.getCause())
                                                            .getMessage())),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("The gateway is stopping.", e);
        }
    }

    /// Of what nothing is kept now; there may be something any moment.
    ///
    /// @throws RefusedException when there is no such thing, with what there is
    private void requireKnown(StateFilter which) {
        String flow = which.flow().orElseThrow();
        if (which.node().isEmpty()) {
            RunApi.known(control, flow);
            return;
        }
        String node = which.node().get();
        Set<String> nodes = kept.nodes(flow);
        if (nodes.isEmpty()) {
            RunApi.known(control, flow);
        }
        if (!nodes.contains(node)) {
            throw RefusedException.notFound(
                    "Flow \"%s\" has no node \"%s\" that keeps something. %s%s"
                            .formatted(
                                    flow,
                                    node,
                                    names("The nodes that do", nodes),
                                    NearNames.suggestion(node, nodes)));
        }
        if (which.key().isPresent()) {
            var ofNode = new StateFilter(which.flow(), which.node(), Optional.empty());
            List<String> keys =
                    kept.list(ofNode, StateJson.MOST).stream().map(StateRow::key).toList();
            throw RefusedException.notFound(
                    "Node \"%s\" of flow \"%s\" keeps nothing under the key \"%s\". %s"
                            .formatted(node, flow, which.key().get(), names("Its keys", keys)));
        }
    }

    private static String names(String what, Collection<String> names) {
        if (names.isEmpty()) {
            return what + ": none.";
        }
        List<String> some =
                names.stream().limit(MOST_NAMES).map(name -> "\"" + name + "\"").toList();
        return "%s: %s%s."
                .formatted(
                        what,
                        String.join(", ", some),
                        names.size() > some.size() ? " and more" : "");
    }
}
