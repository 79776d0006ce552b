/// Builds the house by hand, starts it in order, stops it in reverse; the command line. Enter through
/// [io.serai.app.Main].
@NullMarked
package io.serai.app;

import org.jspecify.annotations.NullMarked;
