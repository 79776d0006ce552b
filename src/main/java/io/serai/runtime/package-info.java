/// Turns a route file into a running flow: a Camel context of its own. Enter through
/// [io.serai.runtime.FlowFactory].
///
/// Knows one flow at a time; which files there are is `deploy`'s matter.
@NullMarked
package io.serai.runtime;

import org.jspecify.annotations.NullMarked;
