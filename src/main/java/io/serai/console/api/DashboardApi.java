package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.RefusedException;
import io.serai.dashboard.CommandException;
import io.serai.dashboard.Dashboard;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The dashboard, and what people set with it. Thread-safe.
public final class DashboardApi implements ApiPart {

    private static final long COMMAND_SECONDS = 10;

    private final Dashboard dashboard;

    public DashboardApi(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "dashboard", _ -> dashboard.json());
        routes.add("POST", "dashboard/widgets/{id}", this::command);
    }

    private JsonNode command(ApiRequest request) {
        String id = request.parameter("id");
        JsonNode body = request.json();
        try {
            dashboard
                    .command(id, body.path("value"))
                    .toCompletableFuture()
                    .get(COMMAND_SECONDS, TimeUnit.SECONDS);
            return dashboard.json().path("values").path(id);
        } catch (CommandException e) {
            throw new RefusedException(
                    String.valueOf(e.getMessage()).startsWith("There is no widget")
                            ? RefusedException.NOT_FOUND
                            : RefusedException.BAD_REQUEST,
                    String.valueOf(e.getMessage()),
                    List.of());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw RefusedException.conflict(String.valueOf(cause.getMessage()));
        } catch (TimeoutException _) {
            throw new RefusedException(
                    504,
                    "It is not acknowledged within %d s; it is sent until it is."
                            .formatted(COMMAND_SECONDS),
                    List.of());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RefusedException(503, "The gateway is stopping.", List.of());
        }
    }
}
