package io.serai.broker.config;

import org.jspecify.annotations.Nullable;

/// The broker cannot run; the message says why and what to change.
public final class BrokerException extends RuntimeException {

    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
