/// The inputs of flows: queues before routes, in memory and on disk, and the threads that empty them.
@NullMarked
package io.serai.node.input;

import org.jspecify.annotations.NullMarked;
