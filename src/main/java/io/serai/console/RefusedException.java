package io.serai.console;

import io.serai.flow.Problem;

import java.util.List;

/// A request is not fulfilled; nothing has changed.
public final class RefusedException extends RuntimeException {

    public static final int BAD_REQUEST = 400;
    public static final int NOT_FOUND = 404;
    public static final int CONFLICT = 409;

    private final int status;
    private final transient List<Problem> problems;

    /// @param status of HTTP
    /// @param problems in the house's files; may be empty
    public RefusedException(int status, String message, List<Problem> problems) {
        super(message);
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    /// What was asked cannot be understood.
    public static RefusedException badRequest(String message) {
        return new RefusedException(BAD_REQUEST, message, List.of());
    }

    public static RefusedException notFound(String message) {
        return new RefusedException(NOT_FOUND, message, List.of());
    }

    /// It cannot be done as things are.
    public static RefusedException conflict(String message) {
        return new RefusedException(CONFLICT, message, List.of());
    }

    ApiAnswer answer() {
        return ApiAnswer.of(status, Json.error(String.valueOf(getMessage()), problems));
    }
}
