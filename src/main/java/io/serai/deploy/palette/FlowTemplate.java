package io.serai.deploy.palette;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A flow to begin with, and its tests. In its texts NAME stands for the flow's name, and SENSOR and DEVICE
/// for a sensor and an output of the house.
///
/// @param text of the route file
/// @param tests text of the test file beside it
public record FlowTemplate(String name, String title, String text, String tests) {

    private static final String FOLDER = "/templates/";

    private static final List<FlowTemplate> ALL =
            List.of(
                    read("threshold-on-topic", "On and off from a number"),
                    read("device-follows-topic", "A device that is set over MQTT"),
                    read("sensor-to-topic", "A sensor that tells its value"),
                    read("motion-light", "Light with motion"),
                    read("json-to-topic", "A value out of JSON"),
                    read("silence", "A device that is offline"),
                    read("timer", "Again and again"));

    /// All there are, the usual ones first.
    public static List<FlowTemplate> all() {
        return ALL;
    }

    /// What it is for: the comment that its file begins with.
    public String description() {
        return text.lines()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line.substring(1).strip())
                .collect(Collectors.joining(" "));
    }

    /// The same for one flow of a house.
    ///
    /// @param sensor id of one; empty when it is not known
    /// @param device id of an output; empty when it is not known
    public FlowTemplate of(String flow, Optional<String> sensor, Optional<String> device) {
        return new FlowTemplate(
                name,
                title,
                filled(text, flow, sensor, device),
                filled(tests, flow, sensor, device));
    }

    private static String filled(
            String text, String flow, Optional<String> sensor, Optional<String> device) {
        return text.replace("NAME", flow)
                .replace("SENSOR", sensor.orElse("SENSOR"))
                .replace("DEVICE", device.orElse("DEVICE"));
    }

    private static FlowTemplate read(String name, String title) {
        return new FlowTemplate(
                name, title, content(name + ".camel.yaml"), content(name + ".test.yaml"));
    }

    private static String content(String file) {
        try (InputStream in = FlowTemplate.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException(FOLDER + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(FOLDER + file, e);
        }
    }
}
