package io.serai.flowtest.read;

import io.serai.mqtt.MqttMessage;

import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One test of a flow: what is given, and what is done and expected step by step.
///
/// @param name is told when it fails
/// @param line where it begins
public record FlowTest(String name, int line, Given given, List<Step> steps) {

    public FlowTest {
        steps = List.copyOf(steps);
    }

    /// How the house is before the flow starts.
    ///
    /// @param at time of the start
    /// @param devices what simulated devices have, by id
    /// @param retained what the broker holds
    /// @param values in place of those of `settings.properties`
    /// @param variables global variables of the flow
    /// @param flows ids of others that run as well
    /// @param start ids of routes that are started though their `autoStartup` is false
    /// @param answers of endpoints outside the house
    public record Given(
            ZonedDateTime at,
            Map<String, DeviceSetting> devices,
            List<MqttMessage> retained,
            Map<String, String> values,
            Map<String, Object> variables,
            List<String> flows,
            List<String> start,
            List<Answer> answers) {

        public Given {
            devices = inOrder(devices);
            retained = List.copyOf(retained);
            values = Map.copyOf(values);
            variables = inOrder(variables);
            flows = List.copyOf(flows);
            start = List.copyOf(start);
            answers = List.copyOf(answers);
        }

        /// That of the file; [Map#copyOf] has another one each time the JVM is started.
        private static <T> Map<String, T> inOrder(Map<String, T> map) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(map));
        }
    }

    /// What a device is set to.
    public record DeviceSetting(String value, int line) {}

    /// What an endpoint outside the house answers.
    ///
    /// @param endpoint a URI, in which `*` stands for anything
    /// @param fails why it fails; empty when it does not
    public record Answer(
            String endpoint,
            Optional<String> body,
            Map<String, Object> headers,
            Optional<String> fails) {

        public Answer {
            headers = Map.copyOf(headers);
        }
    }
}
