/// Messages that wait for clients: in memory, in journals on disk, and what is dropped.
@NullMarked
package io.serai.broker.queue;

import org.jspecify.annotations.NullMarked;
