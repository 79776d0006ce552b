package io.serai.deploy;

import io.serai.device.DeviceException;
import io.serai.flow.Problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `devices.yaml` as it holds now. Not thread-safe.
final class DevicesYaml {

    private static final Logger LOG = LoggerFactory.getLogger(DevicesYaml.class);
    private static final Pattern PLACE = Pattern.compile("^.*?:(\\d+): (.*)$");

    private final DeviceEdits devices;
    private List<String> told = List.of();

    DevicesYaml(DeviceEdits devices) {
        this.devices = devices;
    }

    /// What the file says at the start; its problems have been told.
    void begin(String first) {
        told = first.equals(text()) ? List.of() : devices.problems(first);
    }

    /// What the devices are made of.
    String text() {
        return devices.text();
    }

    /// What is wrong with a text that is not the one that holds.
    List<Problem> problems(String other, Path folder) {
        return problems(devices, other, folder);
    }

    /// The same of any devices; thread-safe.
    static List<Problem> problems(DeviceEdits devices, String other, Path folder) {
        Path file = folder.resolve(RoutesFolder.DEVICES);
        return other.equals(devices.text())
                ? List.of()
                : devices.problems(other).stream().map(each -> problem(file, each)).toList();
    }

    private static Problem problem(Path file, String told) {
        Matcher place = PLACE.matcher(told);
        return place.matches()
                ? new Problem(file, Integer.parseInt(place.group(1)), place.group(2))
                : new Problem(file, 0, told);
    }

    /// Takes over a text, or tells why not.
    ///
    /// @return ids of the devices that are new, gone or different
    Set<String> change(String other) {
        if (other.equals(text())) {
            if (!told.isEmpty()) {
                told = List.of();
                LOG.info("{} says again what there is.", RoutesFolder.DEVICES);
            }
            return Set.of();
        }
        List<String> problems = devices.problems(other);
        if (!problems.isEmpty()) {
            if (!problems.equals(told)) {
                problems.forEach(each ->
                        LOG.error("{} Not taken over; all devices stay as they were.", each));
            }
            told = problems;
            return Set.of();
        }
        told = List.of();
        Set<String> changed;
        try {
            changed = devices.change(other);
        } catch (DeviceException e) {
            LOG.error(
                    "{}: not taken over, all devices stay as they were: {} Save the file again.",
                    RoutesFolder.DEVICES,
                    e.getMessage());
            return Set.of();
        }
        if (!changed.isEmpty()) {
            LOG.info("{}: changed {}.", RoutesFolder.DEVICES, String.join(", ", changed));
        }
        return changed;
    }
}
