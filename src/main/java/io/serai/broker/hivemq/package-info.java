/// HiveMQ CE, started, watched and stopped, and what stands before its handlers.
@NullMarked
package io.serai.broker.hivemq;

import org.jspecify.annotations.NullMarked;
