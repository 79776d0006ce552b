package io.serai.broker.queue;

import java.io.IOException;

/// The disk gives something else than was written.
final class DamagedRecordException extends IOException {

    private static final long serialVersionUID = 1;

    DamagedRecordException(String message) {
        super(message);
    }
}
