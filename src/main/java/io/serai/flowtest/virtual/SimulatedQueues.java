package io.serai.flowtest.virtual;

import io.serai.time.Simulation;

import org.apache.camel.component.seda.BlockingQueueFactory;

import java.util.concurrent.BlockingQueue;

/// Queues of `seda:` for threads.
final class SimulatedQueues<E> implements BlockingQueueFactory<E> {

    private final Simulation simulation;

    SimulatedQueues(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    public BlockingQueue<E> create() {
        return new SimulatedQueue<>(simulation, Integer.MAX_VALUE);
    }

    @Override
    public BlockingQueue<E> create(int capacity) {
        return new SimulatedQueue<>(simulation, capacity);
    }
}
