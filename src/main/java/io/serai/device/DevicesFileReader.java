package io.serai.device;

import io.serai.config.NearNames;
import io.serai.device.spi.DeviceBinding;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.ValueRange;
import io.serai.yaml.Nesting;
import io.serai.yaml.Problems;
import io.serai.yaml.Section;
import io.serai.yaml.YamlText;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `devices.yaml` once. A device with a problem is left out and the rest is kept, because a bad
/// edit must not take the house down. Not thread-safe.
final class DevicesFileReader {

    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    private static final String RANGE_EXAMPLE = "range: {min: 0, max: 1023}";

    private final Path file;
    private final List<DeviceDriver> drivers;
    private final Problems problems;
    private final Map<String, DeviceDefinition> good = new LinkedHashMap<>();
    private final Map<String, Integer> linesOfIds = new LinkedHashMap<>();

    DevicesFileReader(Path file, List<DeviceDriver> drivers) {
        this.file = file;
        this.drivers = drivers;
        this.problems = new Problems(file);
    }

    static String spelled(DeviceKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    DevicesFile read() {
        try {
            return parse(YamlText.read(file));
        } catch (NoSuchFileException e) {
            return parse("");
        } catch (IOException e) {
            problems.add(
                    1,
                    "cannot be read: %s. No device is available; make it a readable UTF-8 file."
                            .formatted(YamlText.why(e)));
            return parse("");
        }
    }

    DevicesFile parse(String text) {
        compose(text).ifPresent(this::readRoot);
        refuseConflicts();
        refuseDanglingReferences();
        return new DevicesFile(List.copyOf(good.values()), problems.lines());
    }

    private Optional<Node> compose(String text) {
        int tooDeep = Nesting.lineTooDeep(text);
        if (tooDeep > 0) {
            problems.add(
                    tooDeep,
                    "%s. No device is available until this is corrected."
                            .formatted(Nesting.tooDeep()));
            return Optional.empty();
        }
        try {
            return new Compose(LoadSettings.builder().build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            problems.add(
                    e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1),
                    "is not YAML: %s. No device is available until this is corrected."
                            .formatted(e.getProblem()));
        } catch (YamlEngineException e) {
            problems.add(
                    1,
                    "is not YAML: %s. No device is available until this is corrected."
                            .formatted(e.getMessage()));
        }
        return Optional.empty();
    }

    private void readRoot(Node root) {
        if (!(root instanceof MappingNode mapping)) {
            if (!(root instanceof ScalarNode scalar && scalar.getValue().isEmpty())) {
                problems.add(
                        Section.lineOf(root),
                        "must begin with \"devices:\" and list the devices below it.");
            }
            return;
        }
        var top = new Section("the file", mapping, Section.lineOf(mapping), problems);
        for (Node entry : top.list("devices")) {
            if (entry instanceof MappingNode device) {
                readDevice(device);
            } else {
                problems.add(
                        Section.lineOf(entry),
                        "a device must hold keys, such as \"- id: hall-lamp\".");
            }
        }
        top.finish();
    }

    private void readDevice(MappingNode node) {
        int before = problems.count();
        int line = Section.lineOf(node);
        var device = new Section("this device", node, line, problems);
        String id = readId(device);
        Optional<DeviceKind> kind = readKind(device);
        String description = device.text("description").orElse("");
        String unit = device.text("unit").orElse("");
        Optional<String> driver =
                device.choice("driver", drivers.stream().map(DeviceDriver::name).toList());
        ValueRange range = readRange(device, kind);
        Map<String, DeviceBinding> bindings = new LinkedHashMap<>();
        for (DeviceDriver each : drivers) {
            Optional<Section> given = device.section(each.name());
            if (kind.isPresent() && (given.isPresent() || !each.needsBinding())) {
                Section section =
                        given.orElseGet(() -> new Section(each.name(), null, line, problems));
                bindings.put(each.name(), each.bind(kind.get(), range, section));
                section.finish();
            }
        }
        if (driver.isPresent() && kind.isPresent() && !bindings.containsKey(driver.get())) {
            device.reject(
                    "driver",
                    "driver is %s, but there is no \"%s:\" that says where the device is. Add one or remove driver."
                            .formatted(driver.get(), driver.get()));
        }
        device.finish();
        if (problems.count() == before && kind.isPresent()) {
            good.put(
                    id,
                    new DeviceDefinition(
                            id,
                            kind.get(),
                            description,
                            unit,
                            range.min(),
                            range.max(),
                            driver.orElse(null),
                            bindings,
                            file,
                            line));
        }
    }

    private String readId(Section device) {
        String id = device.requiredText("id", "a name, such as id: hall-lamp");
        if (id.isEmpty()) {
            return id;
        }
        if (!ID.matcher(id).matches()) {
            device.reject(
                    "id",
                    "id \"%s\" may only have a-z, 0-9 and dashes inside, such as hall-lamp."
                            .formatted(id));
        }
        Integer first = linesOfIds.putIfAbsent(id, device.line("id"));
        if (first != null) {
            device.reject(
                    "id",
                    "id \"%s\" is taken by the device in line %d. Give this one another."
                            .formatted(id, first));
        }
        return id;
    }

    private static Optional<DeviceKind> readKind(Section device) {
        List<String> kinds =
                Arrays.stream(DeviceKind.values()).map(DevicesFileReader::spelled).toList();
        Optional<String> kind = device.choice("kind", kinds);
        if (kind.isEmpty() && !device.has("kind")) {
            device.missing("kind", "one of " + String.join(", ", kinds));
        }
        return kind.map(text -> DeviceKind.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    private static ValueRange readRange(Section device, Optional<DeviceKind> kind) {
        ValueRange fixed =
                kind.filter(k -> k == DeviceKind.LEVEL).isPresent()
                        ? new ValueRange(0, 100)
                        : new ValueRange(0, 1);
        Optional<Section> given = device.section("range");
        boolean needed = kind.filter(k -> k == DeviceKind.SENSOR).isPresent();
        if (given.isEmpty()) {
            if (needed && !device.has("range")) {
                device.missing("range", "the values it can have, such as " + RANGE_EXAMPLE);
            }
            return fixed;
        }
        double min = given.get().requiredNumber("min", "the smallest value");
        double max = given.get().requiredNumber("max", "the largest value");
        given.get().finish();
        if (kind.isPresent() && !needed) {
            device.reject(
                    "range",
                    "only a sensor has a range; this is kind %s with %s. Remove range."
                            .formatted(spelled(kind.get()), fixed));
        } else if (given.get().has("min") && given.get().has("max") && !(min < max)) {
            device.reject(
                    "range",
                    "min must be below max, not %s and %s."
                            .formatted(new DeviceValue.Number(min), new DeviceValue.Number(max)));
            return fixed;
        }
        return new ValueRange(min, max);
    }

    /// The later of two devices on one pin is left out: the file's order says who came first.
    private void refuseConflicts() {
        record Claimed(DeviceDefinition by, String driver, DeviceBinding.Claim claim) {}
        List<Claimed> claimed = new ArrayList<>();
        for (DeviceDefinition device : List.copyOf(good.values())) {
            List<Claimed> own = new ArrayList<>();
            device.bindings()
                    .forEach((driver, binding) ->
                            binding.claims()
                                    .forEach(claim -> own.add(new Claimed(device, driver, claim))));
            Optional<String> conflict =
                    own.stream()
                            .flatMap(mine ->
                                    claimed.stream()
                                            .filter(theirs ->
                                                    theirs.driver().equals(mine.driver())
                                                            && theirs.claim()
                                                                    .conflictsWith(mine.claim()))
                                            .map(theirs ->
                                                    "%s: %s is taken by device \"%s\" in line %d (%s); \"%s\" wants it too (%s). Move one of them."
                                                            .formatted(
                                                                    mine.driver(),
                                                                    mine.claim().resource(),
                                                                    theirs.by().id(),
                                                                    theirs.by().line(),
                                                                    theirs.claim().use(),
                                                                    device.id(),
                                                                    mine.claim().use())))
                            .findFirst();
            if (conflict.isPresent()) {
                problems.add(device.line(), conflict.get());
                good.remove(device.id());
            } else {
                claimed.addAll(own);
            }
        }
    }

    private void refuseDanglingReferences() {
        for (DeviceDefinition device : List.copyOf(good.values())) {
            for (DeviceBinding binding : device.bindings().values()) {
                for (String other : binding.references()) {
                    if (!linesOfIds.containsKey(other)) {
                        problems.add(
                                device.line(),
                                "device \"%s\" looks at \"%s\", which does not exist.%s"
                                        .formatted(
                                                device.id(),
                                                other,
                                                NearNames.suggestion(other, linesOfIds.keySet())));
                        good.remove(device.id());
                    }
                }
            }
        }
    }
}
