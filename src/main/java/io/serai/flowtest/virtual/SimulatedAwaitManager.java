package io.serai.flowtest.virtual;

import io.serai.time.Simulation;
import io.serai.time.ThreadHandle;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.spi.AsyncProcessorAwaitManager;
import org.apache.camel.spi.ReactiveExecutor;
import org.apache.camel.support.service.ServiceSupport;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/// Waits on the thread for a route that goes on elsewhere.
final class SimulatedAwaitManager extends ServiceSupport implements AsyncProcessorAwaitManager {

    private static final class NoStatistics implements Statistics {
        @Override
        public long getThreadsBlocked() {
            return 0;
        }

        @Override
        public long getThreadsInterrupted() {
            return 0;
        }

        @Override
        public long getTotalDuration() {
            return 0;
        }

        @Override
        public long getMinDuration() {
            return 0;
        }

        @Override
        public long getMaxDuration() {
            return 0;
        }

        @Override
        public long getMeanDuration() {
            return 0;
        }

        @Override
        public void reset() {
            // Nothing is counted.
        }

        @Override
        public boolean isStatisticsEnabled() {
            return false;
        }

        @Override
        public void setStatisticsEnabled(boolean enabled) {
            // Nothing is counted.
        }
    }

    @Override
    public void process(AsyncProcessor processor, Exchange exchange) {
        ThreadHandle thread = Simulation.thread();
        var done = new boolean[1];
        processor.process(
                exchange,
                _ -> {
                    done[0] = true;
                    thread.unpark();
                });
        ReactiveExecutor queued =
                exchange.getContext().getCamelContextExtension().getReactiveExecutor();
        while (!done[0] && queued.executeFromQueue()) {
            // What this very thread has put off comes first.
        }
        while (!done[0]) {
            thread.park();
            if (Thread.interrupted()) {
                exchange.setException(
                        new RejectedExecutionException("Interrupted while waiting for its end"));
                return;
            }
        }
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public Collection<AwaitThread> browse() {
        return List.of();
    }

    @Override
    public void interrupt(String exchangeId) {
        // Only management asks for it.
    }

    @Override
    public void interrupt(Exchange exchange) {
        // Only management asks for it.
    }

    @Override
    public boolean isInterruptThreadsWhileStopping() {
        return false;
    }

    @Override
    public void setInterruptThreadsWhileStopping(boolean interrupt) {
        // Threads end with their simulation.
    }

    @Override
    public Statistics getStatistics() {
        return new NoStatistics();
    }
}
