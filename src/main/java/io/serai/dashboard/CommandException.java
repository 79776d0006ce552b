package io.serai.dashboard;

/// What people set was not taken; says why.
public final class CommandException extends RuntimeException {

    CommandException(String message) {
        super(message);
    }
}
