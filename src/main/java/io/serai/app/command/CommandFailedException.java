package io.serai.app.command;

import io.serai.flow.Problem;

import java.util.List;

/// A command could not do what it was told; the message says why.
final class CommandFailedException extends RuntimeException {

    private final transient List<Problem> problems;

    CommandFailedException(String message) {
        this(message, List.of());
    }

    /// @param problems in the house's files; may be empty
    CommandFailedException(String message, List<Problem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    List<Problem> problems() {
        return problems;
    }
}
