package io.serai.testing;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/// Leaves the tests of a class in their order. That there is one at all has JUnit run them, and the invocations of a
/// parameterized class, one after another, where whole classes run side by side.
public final class OneAfterAnother implements MethodOrderer {

    @Override
    public void orderMethods(MethodOrdererContext context) {
        // They stay as they are.
    }
}
