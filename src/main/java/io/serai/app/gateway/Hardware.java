package io.serai.app.gateway;

import io.serai.deploy.apply.DeviceEdits;
import io.serai.device.DeviceConfig;
import io.serai.device.Devices;
import io.serai.device.DevicesFile;
import io.serai.device.DryDriver;
import io.serai.device.counterfit.CounterFitDriver;
import io.serai.device.pi4j.Pi4jDriver;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.flow.DryFlows;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.Store;
import io.serai.time.Timekeeper;
import io.serai.yaml.YamlText;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The devices of `routes/devices.yaml` on every driver there is, and the last text of that file in which
/// nothing was wrong.
public final class Hardware implements DeviceEdits {

    private static final Logger LOG = LoggerFactory.getLogger(Hardware.class);
    private static final String AREA = "deploy";
    private static final String OWNER = "devices.yaml";
    private static final String LAST_GOOD = "last-good";

    private final Path file;
    private final Store store;
    private final Devices devices;
    private final List<String> problems;
    private final String consequence;
    private volatile String text;

    private Hardware(
            Path file,
            Store store,
            Devices devices,
            List<String> problems,
            String consequence,
            String text) {
        this.file = file;
        this.store = store;
        this.devices = devices;
        this.problems = List.copyOf(problems);
        this.consequence = consequence;
        this.text = text;
    }

    /// Reads the file, and takes the last good text instead when something is wrong in it.
    public static Hardware of(
            Path routes,
            DeviceConfig config,
            DryFlows dry,
            Store store,
            Timekeeper time,
            Health health,
            Counters counters) {
        List<DeviceDriver> drivers =
                drivers(config, time).stream().map(each -> sparing(each, dry)).toList();
        Path file = routes.resolve(OWNER);
        DevicesFile declared = DevicesFile.read(file, drivers);
        List<String> problems = declared.problems();
        String consequence = "That device is left out; all others work.";
        String text = textOf(file);
        if (declared.problems().isEmpty()) {
            store.putIfPossible(AREA, OWNER, LAST_GOOD, text);
        } else {
            String lastGood = store.get(AREA, OWNER, LAST_GOOD).orElse("");
            DevicesFile former = DevicesFile.parse(file, lastGood, drivers);
            if (!lastGood.isEmpty() && former.problems().isEmpty()) {
                consequence =
                        "All devices are those of the file as it was when nothing was wrong in it.";
                declared = former;
                text = lastGood;
            }
        }
        var devices = new Devices(drivers, declared, config, time, health, counters);
        return new Hardware(file, store, devices, problems, consequence, text);
    }

    /// Every driver there is, new; they hold nothing before a device is opened.
    static List<DeviceDriver> drivers(DeviceConfig config, Timekeeper time) {
        return List.of(
                new Pi4jDriver(time),
                new CounterFitDriver(config, time),
                new SimulatedDriver(time, ZoneId.systemDefault()));
    }

    /// When every flow runs dry nothing may be switched, and not even an output be opened, which would
    /// switch it off.
    private static DeviceDriver sparing(DeviceDriver driver, DryFlows dry) {
        return dry.all() && !(driver instanceof SimulatedDriver) ? new DryDriver(driver) : driver;
    }

    /// Empty when the file is missing, or cannot be read, which is among its problems then.
    private static String textOf(Path file) {
        try {
            return YamlText.read(file);
        } catch (IOException _) {
            return "";
        }
    }

    public Devices devices() {
        return devices;
    }

    /// What was wrong in the file at the start.
    public List<String> problems() {
        return problems;
    }

    /// What became of that.
    String consequence() {
        return consequence;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public List<String> problems(String other) {
        return devices.parse(file, other).problems();
    }

    @Override
    public Set<String> differences(String other) {
        return devices.differences(devices.parse(file, other)).ids();
    }

    @Override
    public <T> T expecting(String other, Supplier<T> work) {
        return other.equals(text)
                ? work.get()
                : devices.expecting(devices.parse(file, other), work);
    }

    @Override
    public Change change(String other) {
        String former = text;
        DevicesFile next = devices.parse(file, other);
        Map<String, DeviceValue> outputs = devices.outputs(devices.differences(next).ids());
        Set<String> changed = devices.change(next).ids();
        taken(other);
        return new Change(changed, () -> undo(former, outputs));
    }

    /// What is known of a text in which nothing was wrong is of use after a restart only.
    private void taken(String other) {
        text = other;
        store.putIfPossible(AREA, OWNER, LAST_GOOD, other);
    }

    private void undo(String former, Map<String, DeviceValue> outputs) {
        devices.change(devices.parse(file, former));
        taken(former);
        outputs.forEach((id, value) -> {
            try {
                devices.write(id, value);
            } catch (DeviceException e) {
                LOG.error("{} It was {} before.", e.getMessage(), value);
            }
        });
    }
}
