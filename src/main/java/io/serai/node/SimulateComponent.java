package io.serai.node;

import io.serai.device.DeviceControl;

import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

import java.util.Map;

/// `simulate:ID` sets the value of a simulated device by hand: `on`, `off` or a number. `simulate:*` takes
/// the device's id from header `CamelDeviceId`.
final class SimulateComponent extends DefaultComponent implements KnowsOptions {

    private final FlowEvents edge;
    private final DeviceControl devices;

    SimulateComponent(FlowEvents edge, DeviceControl devices) {
        this.edge = edge;
        this.devices = devices;
    }

    @Override
    public Map<String, String> options() {
        return NodeManual.options("simulate");
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        if (!remaining.equals("*")) {
            devices.definition(remaining);
        }
        var endpoint = new SimulateEndpoint(uri, this, remaining, devices, edge);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
