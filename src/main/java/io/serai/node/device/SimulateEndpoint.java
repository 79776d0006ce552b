package io.serai.node.device;

import io.serai.device.DeviceControl;
import io.serai.device.spi.DeviceValue;
import io.serai.node.spi.BadMessageException;
import io.serai.node.spi.FlowEvents;
import io.serai.node.spi.NodeConstants;
import io.serai.node.spi.UsesDevice;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/// The hand on the virtual hardware.
final class SimulateEndpoint extends DefaultEndpoint implements UsesDevice {

    private final String deviceId;
    private final DeviceControl devices;
    private final FlowEvents flowEvents;

    SimulateEndpoint(
            String uri,
            Component component,
            String deviceId,
            DeviceControl devices,
            FlowEvents flowEvents) {
        super(uri, component);
        this.deviceId = deviceId;
        this.devices = devices;
        this.flowEvents = flowEvents;
    }

    @Override
    public String deviceId() {
        return deviceId;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                String target = target(exchange);
                DeviceValue value = DeviceExchange.value(exchange.getIn());
                flowEvents.simulated(exchange, target, value);
                devices.simulate(target, value);
            }
        };
    }

    private String target(Exchange exchange) {
        if (!deviceId.equals("*")) {
            return deviceId;
        }
        String named = exchange.getIn().getHeader(NodeConstants.DEVICE_ID, String.class);
        if (named == null) {
            throw new BadMessageException(
                    "simulate:* needs the header %s".formatted(NodeConstants.DEVICE_ID));
        }
        return named;
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new IllegalArgumentException(
                "simulate:%s only takes values; changes come from device:%s"
                        .formatted(deviceId, deviceId));
    }
}
