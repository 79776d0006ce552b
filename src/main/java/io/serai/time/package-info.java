/// Now and later, real and virtual. Enter through [io.serai.time.Timekeeper].
///
/// Nothing else in the house reads a clock, starts a timer or sleeps.
@NullMarked
package io.serai.time;

import org.jspecify.annotations.NullMarked;
