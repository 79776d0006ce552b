package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.deploy.FlowControl;
import io.serai.device.DeviceReport;
import io.serai.device.Devices;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;

import java.util.Map;
import java.util.Set;

/// The devices of the house: what they have, whether they work, and setting them by hand. Thread-safe.
public final class DeviceApi implements ApiPart {

    private final Devices devices;
    private final FlowControl control;

    public DeviceApi(Devices devices, FlowControl control) {
        this.devices = devices;
        this.control = control;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "devices", _ -> all());
        routes.add("GET", "devices/{id}", request -> one(known(request)));
        routes.add("PUT", "devices/{id}", this::set);
    }

    private JsonNode all() {
        Map<String, Set<String>> users = control.usersOfDevices();
        ObjectNode answer = Json.object();
        ArrayNode all = answer.putArray("devices");
        devices.reports().forEach(each -> all.add(DeviceJson.of(each, users)));
        return answer;
    }

    private JsonNode one(DeviceReport report) {
        return DeviceJson.of(report, control.usersOfDevices());
    }

    private JsonNode set(ApiRequest request) {
        DeviceReport report = known(request);
        String id = report.definition().id();
        JsonNode wanted = request.json().path("value");
        DeviceValue value = wanted.isNull() ? null : value(wanted);
        try {
            if (value == null) {
                devices.resume(id);
            } else {
                devices.set(id, value);
            }
        } catch (DeviceException e) {
            throw RefusedException.conflict(String.valueOf(e.getMessage()));
        }
        return one(devices.report(id));
    }

    private static DeviceValue value(JsonNode said) {
        try {
            if (said.isBoolean()) {
                return new DeviceValue.OnOff(said.booleanValue());
            }
            return DeviceValue.parse(said.isValueNode() ? said.asText() : "");
        } catch (IllegalArgumentException _) {
            throw RefusedException.badRequest(
                    "\"value\" must be \"on\", \"off\", a number, or null for the generator of a simulated sensor.");
        }
    }

    private DeviceReport known(ApiRequest request) {
        String id = request.parameter("id");
        if (devices.find(id).isEmpty()) {
            throw RefusedException.notFound("There is no device \"%s\".".formatted(id));
        }
        return devices.report(id);
    }
}
