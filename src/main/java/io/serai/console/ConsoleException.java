package io.serai.console;

/// The HTTP server could not start; the message says what to change.
public final class ConsoleException extends RuntimeException {

    ConsoleException(String message, Throwable cause) {
        super(message, cause);
    }
}
