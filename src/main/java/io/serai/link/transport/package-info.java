/// Bytes to and from a broker: TCP, TLS, WebSocket, frames, and whether the connection lives.
@NullMarked
package io.serai.link.transport;

import org.jspecify.annotations.NullMarked;
