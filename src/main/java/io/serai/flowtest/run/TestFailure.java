package io.serai.flowtest.run;

/// A step of a test was not as it should be.
public final class TestFailure extends RuntimeException {

    private final int line;

    TestFailure(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
