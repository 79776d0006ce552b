/// Pure decisions, given state and value. Enter through [io.serai.rule.Threshold].
///
/// Keeps nothing and asks nobody: who decides brings the state.
@NullMarked
package io.serai.rule;

import org.jspecify.annotations.NullMarked;
