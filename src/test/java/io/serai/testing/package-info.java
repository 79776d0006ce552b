/// What tests of several rooms stand on: real programs beside the one under test.
@NullMarked
package io.serai.testing;

import org.jspecify.annotations.NullMarked;
