package io.serai.device.pi4j;

import io.serai.device.spi.DeviceException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The kernel's files behind pins and buses. Looked at before Pi4J is asked, because only here can the
/// message say what is missing and which group to join.
final class DeviceFiles {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceFiles.class);

    private final Path root;
    private final Predicate<Path> usable;

    /// @param root `/`, or a folder laid out like it
    DeviceFiles(Path root) {
        this(root, file -> Files.isReadable(file) && Files.isWritable(file));
    }

    /// @param usable whether this user may read and write a file
    DeviceFiles(Path root, Predicate<Path> usable) {
        this.root = root;
        this.usable = usable;
    }

    boolean isRaspberryPi() {
        Path model = root.resolve("proc/device-tree/model");
        if (!Files.isReadable(model)) {
            return false;
        }
        try {
            return Files.readString(model, StandardCharsets.ISO_8859_1).startsWith("Raspberry Pi");
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be read ({}); this machine is taken for no Raspberry Pi. Set"
                            + " device.provider = pi4j if it is one.",
                    model,
                    e.getMessage());
            return false;
        }
    }

    boolean hasPins() {
        return chips().stream().anyMatch(usable);
    }

    void requirePins() {
        List<Path> chips = chips();
        if (chips.isEmpty()) {
            throw new DeviceException(
                    "cannot be opened: this machine has no GPIO (no /dev/gpiochip*). Set device.provider = simulated, or run on a Raspberry Pi.");
        }
        if (!hasPins()) {
            throw forbidden(chips.getFirst(), "gpio");
        }
    }

    void requireBus(int bus) {
        Path file = root.resolve("dev/i2c-" + bus);
        if (!Files.exists(file)) {
            throw new DeviceException(
                    "cannot be opened: no I2C bus %d on this machine (no /dev/i2c-%d). Enable it with raspi-config, or set device.provider = simulated."
                            .formatted(bus, bus));
        }
        if (!usable.test(file)) {
            throw forbidden(file, "i2c");
        }
    }

    void requirePwm() {
        if (listed(root.resolve("sys/class/pwm"), "pwmchip*").isEmpty()) {
            throw new DeviceException(
                    "cannot be opened: this machine has no PWM (nothing in /sys/class/pwm). Add dtoverlay=pwm-2chan to /boot/firmware/config.txt and reboot, or give pin instead of pwm-channel.");
        }
    }

    private DeviceException forbidden(Path file, String group) {
        return new DeviceException(
                "cannot be opened: this user may not use /%s. Join its group: sudo usermod -aG %s $USER, then log in again."
                        .formatted(root.relativize(file), group));
    }

    private List<Path> chips() {
        return listed(root.resolve("dev"), "gpiochip*");
    }

    private static List<Path> listed(Path folder, String glob) {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
            entries.forEach(files::add);
        } catch (IOException e) {
            throw new DeviceException(
                    "cannot be opened: %s cannot be listed: %s. Check its permissions."
                            .formatted(folder, e.getMessage()),
                    e);
        }
        files.sort(null);
        return files;
    }
}
