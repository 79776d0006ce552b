package io.serai.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.Json;
import io.serai.device.DeviceReport;
import io.serai.device.spi.DeviceDefinition;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Devices as JSON.
final class DeviceJson {

    private static final String EVERY_DEVICE = "*";

    private DeviceJson() {}

    /// @param users flows by device that they use
    static ObjectNode of(DeviceReport report, Map<String, Set<String>> users) {
        DeviceDefinition definition = report.definition();
        ObjectNode json =
                Json.object()
                        .put("id", definition.id())
                        .put("kind", definition.kind().name().toLowerCase(Locale.ROOT))
                        .put("description", definition.description())
                        .put("unit", definition.unit())
                        .put("min", definition.min())
                        .put("max", definition.max())
                        .put("driver", report.driver())
                        .put("simulated", report.isSimulated())
                        .put("settable", report.isSettable())
                        .put("byHand", report.byHand());
        if (!report.isSimulated() && !report.place().isEmpty()) {
            json.put("pin", report.place());
        }
        report.value()
                .ifPresentOrElse(
                        value -> json.put("value", value.toString()), () -> json.putNull("value"));
        report.time()
                .ifPresentOrElse(
                        time -> json.put("time", time.toString()), () -> json.putNull("time"));
        if (!report.error().isEmpty()) {
            json.put("error", report.error());
        }
        Set<String> usedBy = new TreeSet<>(users.getOrDefault(definition.id(), Set.of()));
        usedBy.addAll(users.getOrDefault(EVERY_DEVICE, Set.of()));
        ArrayNode flows = json.putArray("usedBy");
        usedBy.forEach(flows::add);
        return json;
    }
}
