/// Flows over HTTP and WebSocket: pictures, runs, states, failures, files and tests.
@NullMarked
package io.serai.console.api.flow;

import org.jspecify.annotations.NullMarked;
