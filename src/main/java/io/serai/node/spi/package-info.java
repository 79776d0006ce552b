/// What nodes have in common: options, values of messages, what they say of themselves.
@NullMarked
package io.serai.node.spi;

import org.jspecify.annotations.NullMarked;
