/// What is to be sent: queued, in flight, on disk while the broker is away, acknowledged.
@NullMarked
package io.serai.link.publish;

import org.jspecify.annotations.NullMarked;
