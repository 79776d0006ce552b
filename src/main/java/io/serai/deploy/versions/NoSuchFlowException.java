package io.serai.deploy.versions;

/// There is no flow, or no version of it, with the name that was asked for; the message names the nearest.
public final class NoSuchFlowException extends RuntimeException {

    public NoSuchFlowException(String message) {
        super(message);
    }
}
