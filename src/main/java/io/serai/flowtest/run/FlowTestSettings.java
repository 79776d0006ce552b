package io.serai.flowtest.run;

import io.serai.device.spi.DeviceDriver;
import io.serai.node.input.InputConfig;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What tests take over from the gateway.
///
/// @param drivers every driver whose bindings `devices.yaml` may have; none of them is used
/// @param flows `camel.*` settings and property placeholders of every flow
public record FlowTestSettings(
        Supplier<List<DeviceDriver>> drivers, Map<String, String> flows, InputConfig input) {

    public FlowTestSettings {
        flows = Map.copyOf(flows);
    }
}
