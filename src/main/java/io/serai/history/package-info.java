/// What numbers and states of the house were over time. Enter through [io.serai.history.History].
///
/// `history.yaml` says of which topics and devices.
@NullMarked
package io.serai.history;

import org.jspecify.annotations.NullMarked;
