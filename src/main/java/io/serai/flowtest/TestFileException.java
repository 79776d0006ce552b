package io.serai.flowtest;

/// Something in a test file cannot be used.
final class TestFileException extends RuntimeException {

    private final int line;

    TestFileException(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
