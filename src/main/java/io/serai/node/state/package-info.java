/// What nodes keep, and the transaction that keeps it together with the message that is the cause.
@NullMarked
package io.serai.node.state;

import org.jspecify.annotations.NullMarked;
