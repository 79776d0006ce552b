package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.deploy.versions.NoSuchFlowException;
import io.serai.flow.FlowException;
import io.serai.routes.FilesException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who answers which request below `/api/`. Filled once, then thread-safe.
public final class ApiRoutes {

    private static final String REST = "...";

    /// Answers requests of one method on the paths of one pattern with JSON.
    @FunctionalInterface
    public interface Answering {

        /// Answers one request.
        ///
        /// @throws FlowException when a flow cannot be or do what was asked
        JsonNode answer(ApiRequest request) throws FlowException;
    }

    /// The same with anything.
    @FunctionalInterface
    public interface Handler {

        /// Answers one request.
        ///
        /// @throws FlowException when a flow cannot be or do what was asked
        ApiAnswer handle(ApiRequest request) throws FlowException;
    }

    /// @param pattern its parts
    record Route(String method, List<String> pattern, Handler handler) {

        /// The parts of `path` by the names the pattern gives them; null when it is no path of this pattern.
        @Nullable Map<String, String> match(List<String> path) {
            Map<String, String> found = new HashMap<>();
            for (int i = 0; i < pattern.size(); i++) {
                String part = pattern.get(i);
                if (part.endsWith(REST + "}")) {
                    if (path.size() <= i) {
                        return null;
                    }
                    found.put(
                            part.substring(1, part.length() - REST.length() - 1),
                            String.join("/", path.subList(i, path.size())));
                    return found;
                }
                if (path.size() <= i) {
                    return null;
                }
                if (part.startsWith("{")) {
                    found.put(part.substring(1, part.length() - 1), path.get(i));
                } else if (!part.equals(path.get(i))) {
                    return null;
                }
            }
            return path.size() == pattern.size() ? found : null;
        }
    }

    private final List<Route> routes = new ArrayList<>();

    /// Patterns are matched in the order in which they are added.
    ///
    /// @param pattern below `/api/`: words, `{name}` for one part of the path, at the end `{name...}` for
    ///     all that is left
    public void add(String method, String pattern, Answering answering) {
        addAny(method, pattern, request -> ApiAnswer.of(answering.answer(request)));
    }

    /// The same for what answers with something else than JSON, or not only with it.
    public void addAny(String method, String pattern, Handler handler) {
        routes.add(new Route(method, List.of(pattern.split("/")), handler));
    }

    List<Route> all() {
        return List.copyOf(routes);
    }

    ApiAnswer answer(ApiRequest request) {
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        List<String> others = new ArrayList<>();
        for (Route each : routes) {
            Map<String, String> found = each.match(request.path());
            if (found != null && each.method().equals(method)) {
                return answer(each.handler(), request.with(found));
            }
            if (found != null) {
                others.add(each.method());
            }
        }
        return others.isEmpty()
                ? ApiAnswer.error(404, "not found")
                : ApiAnswer.error(
                        405, "only %s is served here".formatted(String.join(", ", others)));
    }

    private static int status(FilesException.Reason reason) {
        return switch (reason) {
            case NAME -> RefusedException.BAD_REQUEST;
            case MISSING -> RefusedException.NOT_FOUND;
            case OUTSIDE -> 403;
            case UNREADABLE -> RefusedException.CONFLICT;
            case CHANGED -> 412;
            case BUSY -> 503;
        };
    }

    private static ApiAnswer answer(Handler handler, ApiRequest request) {
        try {
            return handler.handle(request);
        } catch (RefusedException e) {
            return e.answer();
        } catch (FilesException e) {
            return ApiAnswer.error(status(e.reason()), String.valueOf(e.getMessage()));
        } catch (NoSuchFlowException e) {
            return ApiAnswer.error(404, String.valueOf(e.getMessage()));
        } catch (FlowException e) {
            var problems = List.of(e.problem());
            return new RefusedException(RefusedException.CONFLICT, e.problem().toString(), problems)
                    .answer();
        }
    }
}
