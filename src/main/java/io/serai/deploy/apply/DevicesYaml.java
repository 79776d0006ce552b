package io.serai.deploy.apply;

import io.serai.device.spi.DeviceException;
import io.serai.flow.FlowException;
import io.serai.flow.Problem;
import io.serai.routes.RoutesFolder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `devices.yaml` as it holds now. What is told of it is for one thread at a time.
public final class DevicesYaml {

    private static final Logger LOG = LoggerFactory.getLogger(DevicesYaml.class);
    private static final Pattern PLACE = Pattern.compile("^.*?:(\\d+): (.*)$");

    private final DeviceEdits devices;
    private List<String> told = List.of();

    public DevicesYaml(DeviceEdits devices) {
        this.devices = devices;
    }

    /// What the file says at the start; its problems have been told.
    public void begin(String first) {
        told = first.equals(text()) ? List.of() : devices.problems(first);
    }

    /// What the devices are made of.
    public String text() {
        return devices.text();
    }

    /// What is wrong with a text that is not the one that holds.
    public List<Problem> problems(String other, Path folder) {
        return problems(devices, other, folder);
    }

    /// The same of any devices; thread-safe.
    public static List<Problem> problems(DeviceEdits devices, String other, Path folder) {
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

    /// The text that is to hold when the file says `saved`: the one that holds when something is wrong in
    /// it, which is told once.
    public String sound(String saved) {
        List<String> problems = saved.equals(text()) ? List.of() : devices.problems(saved);
        if (!problems.isEmpty() && !problems.equals(told)) {
            problems.forEach(
                    each -> LOG.error("{} Not taken over; all devices stay as they were.", each));
        }
        if (problems.isEmpty() && !told.isEmpty() && saved.equals(text())) {
            LOG.info("{} says again what there is.", RoutesFolder.DEVICES);
        }
        told = problems;
        return problems.isEmpty() ? saved : text();
    }

    /// Ids of the devices that would be new, gone or different.
    public Set<String> differences(String other) {
        return other.equals(text()) ? Set.of() : devices.differences(other);
    }

    /// Does work as if the devices were those of `other`; see [DeviceEdits#expecting].
    <T> T expecting(String other, Supplier<T> work) {
        return other.equals(text()) ? work.get() : devices.expecting(other, work);
    }

    /// Makes the devices those of a sound text.
    ///
    /// @return makes them those from before
    /// @throws FlowException when that is not possible now; all are as they were
    public Runnable change(String other, Path folder) throws FlowException {
        if (other.equals(text())) {
            return () -> {};
        }
        DeviceEdits.Change change;
        try {
            change = devices.change(other);
        } catch (DeviceException e) {
            throw new FlowException(
                    new Problem(
                            folder.resolve(RoutesFolder.DEVICES),
                            0,
                            "cannot be taken over now, all devices stay as they were: %s"
                                    .formatted(e.getMessage())),
                    e);
        }
        if (!change.ids().isEmpty()) {
            LOG.info("{}: changed {}.", RoutesFolder.DEVICES, String.join(", ", change.ids()));
        }
        return change.undo();
    }
}
