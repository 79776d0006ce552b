package io.serai.node.device;

import io.serai.device.DeviceControl;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.flow.Attempt;
import io.serai.flow.Injection;
import io.serai.node.spi.FlowEvents;
import io.serai.node.spi.Injectable;
import io.serai.node.spi.Recurring;
import io.serai.node.spi.RouteInjector;
import io.serai.node.spi.UsesDevice;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// One polled device.
final class SensorEndpoint extends DefaultEndpoint implements UsesDevice {

    private final String deviceId;
    private final Duration period;
    private final Duration initialDelay;
    private final DeviceControl devices;
    private final Timekeeper time;
    private final FlowEvents flowEvents;
    private final Counters counters;

    SensorEndpoint(
            String uri,
            Component component,
            String deviceId,
            Duration period,
            Duration initialDelay,
            DeviceControl devices,
            Timekeeper time,
            FlowEvents flowEvents,
            Counters counters) {
        super(uri, component);
        this.deviceId = deviceId;
        this.period = period;
        this.initialDelay = initialDelay;
        this.devices = devices;
        this.time = time;
        this.flowEvents = flowEvents;
        this.counters = counters;
    }

    @Override
    public String deviceId() {
        return deviceId;
    }

    @Override
    public Producer createProducer() {
        throw new IllegalArgumentException(
                "sensor:%s is read with from:; to set a device use device:%s"
                        .formatted(deviceId, deviceId));
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer = new PollingConsumer(processor);
        configureConsumer(consumer);
        return consumer;
    }

    private final class PollingConsumer extends DefaultConsumer implements Injectable, Recurring {

        private Timekeeper.@Nullable Task polling;

        /// By the running time, which nobody sets.
        private volatile @Nullable Long next;

        PollingConsumer(Processor processor) {
            super(SensorEndpoint.this, processor);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            next = time.nanos() + initialDelay.toNanos();
            polling = time.scheduleEvery(initialDelay, period, this::poll);
        }

        @Override
        protected void doStop() throws Exception {
            if (polling != null) {
                polling.cancel();
                polling = null;
                next = null;
            }
            super.doStop();
        }

        @Override
        public Optional<Instant> next() {
            Long at = next;
            return at == null
                    ? Optional.empty()
                    : Optional.of(time.now().plusNanos(at - time.nanos()));
        }

        @Override
        public Duration every() {
            return period;
        }

        @Override
        public String deed() {
            return "read sensor " + deviceId;
        }

        /// As if the sensor had read this.
        @Override
        public CompletionStage<Attempt> take(Injection injection, Executor executor) {
            DeviceValue value = DeviceExchange.value((Object) injection.body());
            return RouteInjector.run(
                    this,
                    injection,
                    exchange -> {
                        flowEvents.read(route(), deviceId, value);
                        DeviceExchange.fill(exchange.getIn(), devices, deviceId, value);
                    },
                    executor);
        }

        private String route() {
            return getRoute() == null ? "" : getRoute().getRouteId();
        }

        private void poll() {
            if (!isRunAllowed()) {
                return;
            }
            next = time.nanos() + period.toNanos();
            DeviceValue value;
            try {
                value = devices.read(deviceId);
            } catch (DeviceException e) {
                // The device's health tells of it once; a failed reading is no message.
                counters.add("sensor.failed-readings", flowEvents.flow());
                return;
            }
            flowEvents.read(route(), deviceId, value);
            Exchange exchange = createExchange(false);
            try {
                DeviceExchange.fill(exchange.getIn(), devices, deviceId, value);
                getProcessor().process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            } finally {
                releaseExchange(exchange, false);
            }
        }
    }
}
