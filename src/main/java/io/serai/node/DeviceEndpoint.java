package io.serai.node;

import io.serai.device.DeviceEvent;
import io.serai.device.DeviceKind;
import io.serai.device.Devices;
import io.serai.observe.Counters;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// One device, or all of them, as target or source.
final class DeviceEndpoint extends DefaultEndpoint implements UsesDevice {

    private static final int WAITING_EVENTS = 1000;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private final String deviceId;
    private final Devices devices;
    private final String flow;
    private final Counters counters;

    DeviceEndpoint(
            String uri,
            Component component,
            String deviceId,
            Devices devices,
            String flow,
            Counters counters) {
        super(uri, component);
        this.deviceId = deviceId;
        this.devices = devices;
        this.flow = flow;
        this.counters = counters;
    }

    @Override
    public String deviceId() {
        return deviceId;
    }

    @Override
    public Producer createProducer() {
        if (deviceId.equals("*")) {
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
                devices.write(deviceId, DeviceExchange.value(exchange.getIn()));
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer = new EventConsumer(processor);
        configureConsumer(consumer);
        return consumer;
    }

    private final class EventConsumer extends DefaultConsumer {

        private @Nullable Intake<DeviceEvent> intake;
        private @Nullable AutoCloseable listening;

        EventConsumer(Processor processor) {
            super(DeviceEndpoint.this, processor);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            var fresh =
                    new Intake<DeviceEvent>(
                            "flow %s < device %s".formatted(flow, deviceId),
                            WAITING_EVENTS,
                            this::route);
            fresh.start();
            intake = fresh;
            listening =
                    devices.listen(
                            deviceId,
                            event -> {
                                if (!fresh.offer(event)) {
                                    counters.add("device.dropped-events", flow);
                                }
                            });
        }

        @Override
        protected void doStop() throws Exception {
            if (listening != null) {
                listening.close();
                listening = null;
            }
            if (intake != null) {
                intake.close(STOP_LIMIT);
                intake = null;
            }
            super.doStop();
        }

        private void route(DeviceEvent event) {
            Exchange exchange = createExchange(false);
            try {
                DeviceExchange.fill(
                        exchange.getIn(), devices.definition(event.deviceId()), event.value());
                getProcessor().process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            } finally {
                releaseExchange(exchange, false);
            }
        }
    }
}
