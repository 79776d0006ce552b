package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.console.api.FilePlaces;
import io.serai.deploy.FlowControl;
import io.serai.deploy.versions.NoSuchFlowException;
import io.serai.flow.FlowException;
import io.serai.flowtest.replay.FailedTest;
import io.serai.store.FailedMessage;
import io.serai.store.FailedMessages;
import io.serai.store.FailedMessages.Kept;
import io.serai.store.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The messages that flows could not process, and what can be done with them: send one through its flow once
/// more, make a test of it, take it off the record. Thread-safe.
public final class FailureApi implements ApiPart {

    private static final Logger LOG = LoggerFactory.getLogger(FailureApi.class);

    private static final int USUAL = 50;
    private static final int MOST = 1000;
    private static final long DISK_SECONDS = 10;

    private final FailedMessages failed;
    private final FlowControl control;
    private final ZoneId zone;
    private final FilePlaces places;

    /// @param zone of the times in tests that are made
    /// @param places what is told of files is told by
    public FailureApi(FailedMessages failed, FlowControl control, ZoneId zone, FilePlaces places) {
        this.failed = failed;
        this.control = control;
        this.zone = zone;
        this.places = places;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "failures", this::list);
        routes.add("POST", "failures/{id}/retry", this::retry);
        routes.add("DELETE", "failures/{id}", this::remove);
        routes.add("GET", "failures/{id}/test", this::test);
    }

    private JsonNode list(ApiRequest request) {
        Optional<String> flow = Optional.ofNullable(request.query().get("flow"));
        ObjectNode answer = Json.object();
        answer.put("count", flow.map(failed::count).orElseGet(failed::count));
        answer.put("forgotten", failed.forgotten());
        ArrayNode failures = answer.putArray("failures");
        failed.list(flow, (int) request.number("n", USUAL, 1, MOST))
                .forEach(each -> failures.add(json(each, places)));
        return answer;
    }

    static ObjectNode json(Kept kept, FilePlaces places) {
        FailedMessage failure = kept.failure();
        ObjectNode json =
                Json.object()
                        .put("id", kept.id())
                        .put("time", failure.time().toString())
                        .put("flow", failure.flow())
                        .put("route", failure.route())
                        .put("place", places.in(failure.place()))
                        .put("reason", places.in(failure.reason()));
        ObjectNode message =
                json.putObject("message").put("topic", failure.message().topic().text());
        BodyJson.put(message, failure.message().payload());
        message.put("qos", failure.message().qos().level())
                .put("retained", failure.message().retained());
        return json;
    }

    private JsonNode retry(ApiRequest request) throws FlowException {
        Kept kept = kept(request);
        FailedMessage failure = kept.failure();
        try {
            return AttemptJson.of(
                    control.resend(
                            failure.flow(),
                            failure.route(),
                            failure.message(),
                            () -> settled(kept)),
                    places);
        } catch (NoSuchFlowException e) {
            throw RefusedException.conflict(
                    "%s The message stays on record. One that failed on its way to a broker can be published again."
                            .formatted(sentence(e)));
        }
    }

    private static String sentence(RuntimeException e) {
        String text = String.valueOf(e.getMessage());
        return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
    }

    /// Nobody needs the record any more.
    private void settled(Kept kept) {
        failed.remove(kept.id())
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "A message of {} was sent through it once more, but is still on record as failed: {}",
                                kept.failure().flow(),
                                failure.getMessage());
                    }
                });
    }

    private JsonNode remove(ApiRequest request) {
        Kept kept = kept(request);
        try {
            failed.remove(kept.id()).toCompletableFuture().get(DISK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreException(
                    "The message could not be taken off the record: %s. Try again.".formatted(e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("The gateway is stopping; the message is on record.", e);
        }
        return Json.object().put("removed", kept.id());
    }

    private JsonNode test(ApiRequest request) {
        FailedMessage failure = kept(request).failure();
        return Json.object()
                .put("file", TestPlace.of(control, failure.flow()))
                .put("name", FailedTest.name(failure.time(), zone, failure.message()))
                .put(
                        "text",
                        FailedTest.text(
                                failure.time(),
                                zone,
                                places.in(failure.place()),
                                places.in(failure.reason()),
                                failure.message()));
    }

    private Kept kept(ApiRequest request) {
        long id = ApiRequest.number("the number", request.parameter("id"), 0, Long.MAX_VALUE);
        return failed.find(id)
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "There is no failed message %d on record, perhaps not any more."
                                        .formatted(id)));
    }
}
