package io.serai.acceptance;

import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.testing.OwnFolder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The gateway's classes as the JVM has them once they are loaded. With it a gateway starts in little more than half
/// the time, and these tests start it a hundred times. Thread-safe.
final class ClassArchive {

    /// Of the working directory, which may have blanks in its name: options are split at them.
    private static final Path FILE = Path.of("target", "gateway-classes.jsa");

    /// The gateway is its own agent, which the JVM does not like there and tells at each start.
    private static final String WITH_AGENT =
            "-XX:+UnlockDiagnosticVMOptions -XX:+AllowArchivingWithJavaAgent -Xlog:cds=off ";

    private static @Nullable String reading;

    private ClassArchive() {}

    /// What a JVM is told to read it. The first call makes it: one from before may be of other classes.
    static synchronized String reading() {
        String known = reading;
        if (known == null) {
            make();
            known = WITH_AGENT + "-XX:SharedArchiveFile=" + FILE;
            reading = known;
        }
        return known;
    }

    /// By a gateway that is started and stopped for it; it compiles a route, so the compiler is in it too.
    private static void make() {
        try (OwnFolder folder = OwnFolder.make()) {
            Files.deleteIfExists(FILE);
            RunningGateway.startWith(
                            WITH_AGENT + "-XX:ArchiveClassesAtExit=" + FILE,
                            folder.path(),
                            RouteEdit.shipped("Led.java"))
                    .close();
            if (!Files.exists(FILE)) {
                throw new AssertionError("the JVM made no " + FILE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
