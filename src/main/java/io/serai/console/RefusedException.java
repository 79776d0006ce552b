package io.serai.console;

import io.serai.flow.Problem;

import java.util.List;

/// A request is not fulfilled; nothing has changed.
final class RefusedException extends RuntimeException {

    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;

    private final int status;
    private final transient List<Problem> problems;

    /// @param status of HTTP
    /// @param problems in the house's files; may be empty
    RefusedException(int status, String message, List<Problem> problems) {
        super(message);
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    /// What was asked cannot be understood.
    static RefusedException badRequest(String message) {
        return new RefusedException(BAD_REQUEST, message, List.of());
    }

    ApiAnswer answer() {
        return ApiAnswer.of(status, FlowJson.error(String.valueOf(getMessage()), problems));
    }
}
