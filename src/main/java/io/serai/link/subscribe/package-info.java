/// What is to be received: filters at the broker, who gets a message, what may be acknowledged.
@NullMarked
package io.serai.link.subscribe;

import org.jspecify.annotations.NullMarked;
