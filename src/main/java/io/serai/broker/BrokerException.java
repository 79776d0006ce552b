package io.serai.broker;

import org.jspecify.annotations.Nullable;

/// The broker cannot run; the message says why and what to change.
public final class BrokerException extends RuntimeException {

    BrokerException(String message) {
        super(message);
    }

    BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
