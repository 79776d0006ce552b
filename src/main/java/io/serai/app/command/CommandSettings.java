package io.serai.app.command;

import io.serai.app.gateway.Settings;
import io.serai.config.ConfigException;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/// The settings of a command.
final class CommandSettings {

    /// Exit code for wrong usage and settings that cannot be used, as in sysexits.
    static final int USAGE = 2;

    private CommandSettings() {}

    /// Where the gateway was unpacked: `serai.home`, set by `bin/serai`, or the current folder.
    static Path home() {
        return Path.of(System.getProperty("serai.home", "")).toAbsolutePath().normalize();
    }

    /// Reads the settings.
    ///
    /// @throws SettingsRefused when there are problems; they have been told
    static Settings read(CommandLine line, List<String> arguments) {
        try {
            return Settings.read(home(), System.getenv(), arguments);
        } catch (ConfigException e) {
            PrintWriter err = line.getErr();
            e.problems().forEach(err::println);
            throw new SettingsRefused(e);
        }
    }

    /// The settings' problems have been told.
    static final class SettingsRefused extends RuntimeException {
        SettingsRefused(ConfigException cause) {
            super(cause);
        }
    }
}
