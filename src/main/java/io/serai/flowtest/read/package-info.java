/// What is written in `*.test.yaml`: steps, expectations, places, and every mistake with its line.
@NullMarked
package io.serai.flowtest.read;

import org.jspecify.annotations.NullMarked;
