package io.serai.node.device;

import io.serai.device.DeviceControl;
import io.serai.node.spi.FlowEvents;
import io.serai.node.spi.KnowsOptions;
import io.serai.node.spi.NodeManual;
import io.serai.node.spi.NodeOptions;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

import java.time.Duration;
import java.util.Map;

/// `sensor:ID?period=5s`: reads a device every `period`, the first time after `initialDelay` (0s). The
/// body is the number, whole when it is whole, or `on`/`off` for an input or a switch. A reading that fails
/// makes no message; the device's health says why, and the next period tries again.
public final class SensorComponent extends DefaultComponent implements KnowsOptions {

    private final FlowEvents flowEvents;
    private final DeviceControl devices;
    private final Timekeeper time;
    private final Counters counters;

    public SensorComponent(
            FlowEvents flowEvents, DeviceControl devices, Timekeeper time, Counters counters) {
        this.flowEvents = flowEvents;
        this.devices = devices;
        this.time = time;
        this.counters = counters;
    }

    @Override
    public Map<String, String> options() {
        return NodeManual.options("sensor");
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        String device = devices.definition(remaining).id();
        Duration period =
                NodeOptions.duration(
                        "period", getAndRemoveParameter(parameters, "period", String.class, "5s"));
        if (!period.isPositive()) {
            throw new IllegalArgumentException("period must be longer than zero");
        }
        Duration initialDelay =
                NodeOptions.duration(
                        "initialDelay",
                        getAndRemoveParameter(parameters, "initialDelay", String.class, "0s"));
        var endpoint =
                new SensorEndpoint(
                        uri,
                        this,
                        device,
                        period,
                        initialDelay,
                        devices,
                        time,
                        flowEvents,
                        counters);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
