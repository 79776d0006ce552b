package io.serai.observe;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// What Prometheus collects, in its text format. Nothing is counted twice: it is read, when someone asks,
/// from where it is counted anyway, and before that nothing exists. No label holds a topic, so that no
/// sender can make series. Thread-safe.
public final class Metrics implements AutoCloseable {

    /// What the text is, to be sent as `Content-Type`.
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final GatewayMetrics house;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable PrometheusMeterRegistry registry;
    private @Nullable JvmGcMetrics garbage;

    /// @param version of the gateway
    /// @param sources of further figures
    public Metrics(Health health, Counters counters, String version, List<MetricSource> sources) {
        List<MetricSource> all = new ArrayList<>(sources);
        all.add(() -> PartFigures.of(health));
        house = new GatewayMetrics(counters, version, all);
    }

    /// Everything as it is now.
    public String scrape() {
        lock.lock();
        try {
            PrometheusMeterRegistry all = registry == null ? begin() : registry;
            return all.scrape();
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("resource") // closed with this
    private PrometheusMeterRegistry begin() {
        var fresh = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(fresh);
        new JvmThreadMetrics().bindTo(fresh);
        new ProcessorMetrics().bindTo(fresh);
        new UptimeMetrics().bindTo(fresh);
        var collector = new JvmGcMetrics();
        collector.bindTo(fresh);
        fresh.getPrometheusRegistry().register(house);
        garbage = collector;
        registry = fresh;
        return fresh;
    }

    /// Idempotent.
    @Override
    public void close() {
        lock.lock();
        try {
            if (garbage != null) {
                garbage.close();
                garbage = null;
            }
            if (registry != null) {
                registry.close();
                registry = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
