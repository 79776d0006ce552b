/// How the house is doing: health by part and counts of what happened. Enter through
/// [io.serai.observe.Health].
///
/// Asks nobody: the parts report here.
@NullMarked
package io.serai.observe;

import org.jspecify.annotations.NullMarked;
