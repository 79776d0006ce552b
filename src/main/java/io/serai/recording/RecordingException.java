package io.serai.recording;

/// A recording cannot be made, or a file is none.
public final class RecordingException extends RuntimeException {

    RecordingException(String message) {
        super(message);
    }

    RecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
