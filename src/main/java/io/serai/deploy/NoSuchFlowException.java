package io.serai.deploy;

/// There is no flow, or no version of it, with the name that was asked for; the message names the nearest.
public final class NoSuchFlowException extends RuntimeException {

    NoSuchFlowException(String message) {
        super(message);
    }
}
