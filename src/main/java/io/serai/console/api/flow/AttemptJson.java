package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.Json;
import io.serai.console.api.FilePlaces;
import io.serai.flow.Attempt;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How something went that was sent by hand: `outcome` (`done`, `failed`, `under way`) and `reason`.
final class AttemptJson {

    /// It is not waited for any longer; it goes on.
    private static final long LIMIT_SECONDS = 5;

    private AttemptJson() {}

    /// Waits for the end, if it does not take too long.
    static JsonNode of(CompletionStage<Attempt> stage, FilePlaces places) {
        Attempt attempt;
        try {
            attempt = stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            attempt =
                    Attempt.underWay(
                            "it waits, or takes longer than %d s; it goes on."
                                    .formatted(LIMIT_SECONDS));
        } catch (ExecutionException e) {
            attempt = Attempt.failed(String.valueOf(e.getCause()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            attempt = Attempt.underWay("the gateway is stopping.");
        }
        String outcome =
                switch (attempt.state()) {
                    case DONE -> "done";
                    case FAILED -> "failed";
                    case UNDER_WAY -> "under way";
                };
        return Json.object().put("outcome", outcome).put("reason", places.in(attempt.reason()));
    }
}
