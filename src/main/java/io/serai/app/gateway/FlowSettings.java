package io.serai.app.gateway;

import io.serai.flowtest.run.FlowTestSettings;
import io.serai.time.Timekeeper;

import java.util.HashMap;
import java.util.Map;

/// What every flow can name as `{{...}}`, and how Camel is set up in each.
public final class FlowSettings {

    private FlowSettings() {}

    /// The `camel.*` settings, `{{data.dir}}` and `{{routes.dir}}`.
    public static Map<String, String> of(Settings settings) {
        Map<String, String> properties = new HashMap<>(settings.camel());
        properties.put("data.dir", settings.data().toString());
        properties.put("routes.dir", settings.routes().toString());
        return properties;
    }

    /// What tests of flows take over.
    public static FlowTestSettings forFlowTests(Settings settings, Timekeeper time) {
        return new FlowTestSettings(
                () -> Hardware.drivers(settings.device(), time), of(settings), settings.input());
    }
}
