package io.serai.node.device;

import io.serai.device.DeviceControl;
import io.serai.device.DeviceEvent;
import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DeviceValue;
import io.serai.flow.Attempt;
import io.serai.flow.Injection;
import io.serai.node.spi.FlowEvents;
import io.serai.node.spi.Injectable;
import io.serai.node.spi.NodeOptions;
import io.serai.node.spi.RouteInjector;
import io.serai.node.spi.UsesDevice;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// One device, or all of them, as target or source.
final class DeviceEndpoint extends DefaultEndpoint implements UsesDevice {

    private static final String EVERY_DEVICE = "*";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private final String deviceId;
    private final DeviceControl devices;
    private final DeviceInputs inputs;
    private final FlowEvents flowEvents;

    DeviceEndpoint(
            String uri,
            Component component,
            String deviceId,
            DeviceControl devices,
            DeviceInputs inputs,
            FlowEvents flowEvents) {
        super(uri, component);
        this.deviceId = deviceId;
        this.devices = devices;
        this.inputs = inputs;
        this.flowEvents = flowEvents;
    }

    @Override
    public String deviceId() {
        return deviceId;
    }

    @Override
    public Producer createProducer() {
        if (deviceId.equals(EVERY_DEVICE)) {
            throw new IllegalArgumentException("device:* is a source; name the device to set");
        }
        DeviceKind kind = devices.definition(deviceId).kind();
        if (kind != DeviceKind.SWITCH && kind != DeviceKind.LEVEL) {
            throw new IllegalArgumentException(
                    "device \"%s\" is a %s and cannot be set"
                            .formatted(deviceId, NodeOptions.spelled(kind)));
        }
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                DeviceValue value = DeviceExchange.value(exchange.getIn());
                flowEvents.set(exchange, deviceId, value);
                devices.write(deviceId, value);
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer = new EventConsumer(processor);
        configureConsumer(consumer);
        return consumer;
    }

    private final class EventConsumer extends DefaultConsumer
            implements DeviceInput.Version, Injectable {

        EventConsumer(Processor processor) {
            super(DeviceEndpoint.this, processor);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            inputs.open(flowEvents.flow(), route(), deviceId, this);
        }

        private String route() {
            return getRoute() == null ? deviceId : getRoute().getRouteId();
        }

        @Override
        protected void doStop() throws Exception {
            inputs.close(this, STOP_LIMIT);
            super.doStop();
        }

        /// As if the device had got this value.
        @Override
        public CompletionStage<Attempt> take(Injection injection, Executor executor) {
            if (deviceId.equals(EVERY_DEVICE)) {
                throw new IllegalArgumentException(
                        "route %s listens to every device; set one of them".formatted(route()));
            }
            DeviceValue value = DeviceExchange.value((Object) injection.body());
            return RouteInjector.run(
                    this,
                    injection,
                    exchange -> {
                        flowEvents.changed(route(), deviceId, value);
                        DeviceExchange.fill(exchange.getIn(), devices, deviceId, value);
                    },
                    executor);
        }

        @Override
        public void take(DeviceEvent event) {
            flowEvents.changed(route(), event.deviceId(), event.value());
            Exchange exchange = createExchange(false);
            try {
                DeviceExchange.fill(exchange.getIn(), devices, event.deviceId(), event.value());
                getProcessor().process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            } finally {
                releaseExchange(exchange, false);
            }
        }
    }
}
