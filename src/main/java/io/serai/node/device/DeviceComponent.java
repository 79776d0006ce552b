package io.serai.node.device;

import io.serai.device.DeviceControl;
import io.serai.node.spi.FlowEvents;
import io.serai.node.spi.KnowsOptions;
import io.serai.node.spi.NodeManual;

import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

import java.util.Map;

/// `device:ID`. As a target it sets an actuator: `on`, `off` or a boolean for a switch, 0 to 100 for a
/// level. As a source it brings every change of the device, and `device:*` those of all: the body is
/// `on`, `off` or the number, header `CamelDeviceId` says whose.
public final class DeviceComponent extends DefaultComponent implements KnowsOptions {

    private final FlowEvents flowEvents;
    private final DeviceControl devices;
    private final DeviceInputs inputs;

    public DeviceComponent(FlowEvents flowEvents, DeviceControl devices, DeviceInputs inputs) {
        this.flowEvents = flowEvents;
        this.devices = devices;
        this.inputs = inputs;
    }

    @Override
    public Map<String, String> options() {
        return NodeManual.options("device");
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        if (!remaining.equals("*")) {
            devices.definition(remaining);
        }
        var endpoint = new DeviceEndpoint(uri, this, remaining, devices, inputs, flowEvents);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
