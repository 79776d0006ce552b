package io.serai.flowtest.read;

/// Something in a test file cannot be used.
public final class TestFileException extends RuntimeException {

    private final int line;

    public TestFileException(int line, String message) {
        super(message);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
