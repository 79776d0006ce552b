package io.serai.broker.queue;

import io.serai.time.Timekeeper;

/// One moment on both clocks.
///
/// @param epochMillis when messages expire by the wall clock
/// @param nanos what spans are measured with
record QueueTime(long epochMillis, long nanos) {

    static QueueTime of(Timekeeper time) {
        return new QueueTime(time.now().toEpochMilli(), time.nanos());
    }
}
