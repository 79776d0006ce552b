/// What just happened at the flowEvents of a flow, as one sealed type, and its bounded bus. Enter through
/// [io.serai.event.Events].
///
/// Knows no other room: what passes is told in texts, numbers and bytes.
@NullMarked
package io.serai.event;

import org.jspecify.annotations.NullMarked;
