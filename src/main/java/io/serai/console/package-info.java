/// What the gateway says over HTTP. Enter through [io.serai.console.Console].
///
/// Its health, and the flows: it shows and commands the floors below, and never Camel.
@NullMarked
package io.serai.console;

import org.jspecify.annotations.NullMarked;
