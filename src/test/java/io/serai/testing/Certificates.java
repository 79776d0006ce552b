package io.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An authority and the certificates it has signed, made with openssl in one folder, valid for two days.
public final class Certificates {

    private final Path folder;
    private final Path openssl = Programs.require("openssl");

    /// @param folder where the files are put, each set under names of its own
    public Certificates(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        run(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
                        + " -keyout authority.key -out authority.pem");
    }

    public Path authority() {
        return folder.resolve("authority.pem");
    }

    public Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /// Makes `name.pem` and `name.key`.
    public void issue(String name) throws IOException, InterruptedException {
        run(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN="
                        + name
                        + " -addext subjectAltName=DNS:"
                        + name
                        + " -addext basicConstraints=CA:FALSE -CA authority.pem -CAkey authority.key"
                        + " -keyout "
                        + name
                        + ".key -out "
                        + name
                        + ".pem");
    }

    /// Certificate and key of `name` in one file.
    public Path pkcs12(String name, String password) throws IOException, InterruptedException {
        run(
                "pkcs12 -export -in "
                        + name
                        + ".pem -inkey "
                        + name
                        + ".key -passout pass:"
                        + password
                        + " -out "
                        + name
                        + ".p12");
        return folder.resolve(name + ".p12");
    }

    private void run(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(openssl.toString()));
        command.addAll(List.of(arguments.split(" ", -1)));
        Path log = folder.resolve("openssl.log");
        Process made =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).as(() -> "openssl, see " + log).isZero();
    }
}
