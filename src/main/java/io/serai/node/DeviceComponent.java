package io.serai.node;

import io.serai.device.Devices;
import io.serai.observe.Counters;

import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

import java.util.Map;
import java.util.Set;

/// `device:ID`. As a target it sets an actuator: `on`, `off` or a boolean for a switch, 0 to 100 for a
/// level. As a source it brings every change of the device, and `device:*` those of all: the body is
/// `on`, `off` or the number, header `CamelDeviceId` says whose.
final class DeviceComponent extends DefaultComponent implements KnowsOptions {

    private final String flow;
    private final Devices devices;
    private final Counters counters;

    DeviceComponent(String flow, Devices devices, Counters counters) {
        this.flow = flow;
        this.devices = devices;
        this.counters = counters;
    }

    @Override
    public Set<String> options() {
        return Set.of();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        if (!remaining.equals("*")) {
            devices.definition(remaining);
        }
        var endpoint = new DeviceEndpoint(uri, this, remaining, devices, flow, counters);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
