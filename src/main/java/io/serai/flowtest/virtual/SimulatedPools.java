package io.serai.flowtest.virtual;

import io.serai.time.Simulation;

import org.apache.camel.spi.ThreadPoolFactory;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.service.ServiceSupport;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/// Thread pools whose threads are threads. They have no bound of their own.
final class SimulatedPools extends ServiceSupport implements ThreadPoolFactory {

    private final Simulation simulation;

    SimulatedPools(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    public ExecutorService newCachedThreadPool(ThreadFactory threads) {
        return new SimulatedPool(simulation);
    }

    @Override
    public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
        return new SimulatedPool(simulation);
    }

    @Override
    public ScheduledExecutorService newScheduledThreadPool(
            ThreadPoolProfile profile, ThreadFactory threads) {
        return new SimulatedPool(simulation);
    }
}
