package io.serai.node.device;

import io.serai.device.DeviceControl;
import io.serai.node.spi.FlowEvents;
import io.serai.node.spi.KnowsOptions;
import io.serai.node.spi.NodeManual;

import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

import java.util.Map;

/// `simulate:ID` sets the value of a simulated device by hand: `on`, `off` or a number. `simulate:*` takes
/// the device's id from header `CamelDeviceId`.
public final class SimulateComponent extends DefaultComponent implements KnowsOptions {

    private final FlowEvents flowEvents;
    private final DeviceControl devices;

    public SimulateComponent(FlowEvents flowEvents, DeviceControl devices) {
        this.flowEvents = flowEvents;
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
        var endpoint = new SimulateEndpoint(uri, this, remaining, devices, flowEvents);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
