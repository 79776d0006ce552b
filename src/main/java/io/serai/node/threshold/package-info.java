/// The node `threshold:`.
@NullMarked
package io.serai.node.threshold;

import org.jspecify.annotations.NullMarked;
