package io.serai.testing;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Programs that a test needs and that a machine may lack. Such a test skips itself and names the
/// program; under `-Dserai.skips=forbidden`, as in continuous integration, it fails instead.
public final class Programs {

    private static final boolean SKIPS_FORBIDDEN =
            "forbidden".equals(System.getProperty("serai.skips"));

    private Programs() {}

    /// The program's file, or the end of this test.
    ///
    /// @param program a name without a path, such as `mosquitto`
    public static Path require(String program) {
        return require(program, SKIPS_FORBIDDEN);
    }

    /// Goes on when `present`, else ends this test.
    ///
    /// @param missing what the owner of the machine could install, such as `Python module paho.mqtt`
    public static void require(boolean present, String missing) {
        require(present, missing, SKIPS_FORBIDDEN);
    }

    static Path require(String program, boolean skipsForbidden) {
        Path file =
                folders()
                        .map(folder -> folder.resolve(program))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(Path.of(""));
        require(!file.toString().isEmpty(), "program " + program, skipsForbidden);
        return file;
    }

    static void require(boolean present, String missing, boolean skipsForbidden) {
        if (present) {
            return;
        }
        String message = missing + " is not installed here";
        if (skipsForbidden) {
            fail(message + ", and serai.skips=forbidden lets no test skip itself");
        }
        Assumptions.abort(message);
    }

    // Debian keeps daemons such as mosquitto where the PATH of a plain user does not lead.
    private static Stream<Path> folders() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(
                        Stream.of(path.split(File.pathSeparator)),
                        List.of("/usr/sbin", "/usr/local/sbin").stream())
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
    }
}
