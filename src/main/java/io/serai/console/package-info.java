/// Serves the gateway over HTTP. Enter through [io.serai.console.Console].
///
/// Who may come in, how requests and pages are answered, and how pages follow what changes. What is served it
/// is handed; that is in `io.serai.console.api`, which this package does not know.
@NullMarked
package io.serai.console;

import org.jspecify.annotations.NullMarked;
