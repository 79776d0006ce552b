package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.link.tls.TlsFiles;
import io.serai.testing.Programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A certificate authority made by openssl, and what it signs. A test that makes one is skipped where
/// the program is not installed.
public final class Authority {

    private static final String NEW_KEY =
            "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout %s.key";

    private final Path folder;
    private final String name;

    /// Makes it, valid for two days, as all it signs.
    public Authority(Path folder, String name) throws IOException, InterruptedException {
        this.folder = folder;
        this.name = name;
        openssl(
                folder,
                "req -x509 " + NEW_KEY.formatted(name) + " -days 2 -subj /CN=%s -out %s.pem",
                name,
                name);
    }

    /// Its own certificate, PEM.
    public Path certificate() {
        return folder.resolve(name + ".pem");
    }

    /// What it has signed, with the private key.
    ///
    /// @param certificate PEM
    /// @param key PEM, PKCS8
    /// @param folder where both are
    public record Identity(Path folder, Path certificate, Path key) {

        public TlsFiles files(Optional<Path> caFile) {
            return new TlsFiles(
                    caFile,
                    Optional.of(certificate),
                    Optional.of(key),
                    Optional.empty(),
                    Optional.empty());
        }

        /// Both in one PKCS12 file.
        public Path keyStore(String password) throws IOException, InterruptedException {
            Path store = Path.of(certificate + ".p12");
            openssl(
                    folder,
                    "pkcs12 -export -in %s -inkey %s -passout pass:%s -out %s",
                    certificate,
                    key,
                    password,
                    store);
            return store;
        }
    }

    /// Makes a certificate.
    ///
    /// @param owner also the start of the file names
    /// @param alternativeName whom the certificate is for, such as `DNS:localhost`
    public Identity sign(String owner, String alternativeName)
            throws IOException, InterruptedException {
        Path request = folder.resolve(owner + ".csr");
        Path extension =
                Files.writeString(
                        folder.resolve(owner + ".ext"), "subjectAltName=" + alternativeName);
        var identity =
                new Identity(
                        folder, folder.resolve(owner + ".pem"), folder.resolve(owner + ".key"));
        openssl(
                folder,
                "req " + NEW_KEY.formatted(owner) + " -subj /CN=%s -out %s",
                owner,
                request);
        openssl(
                folder,
                "x509 -req -in %s -CA %s.pem -CAkey %s.key -CAcreateserial -days 2 -extfile %s -out %s",
                request,
                name,
                name,
                extension,
                identity.certificate());
        return identity;
    }

    /// Runs openssl.
    ///
    /// @param words separated by blanks; `%s` for the `parts`, which may hold blanks themselves
    public static void openssl(Path folder, String words, Object... parts)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Programs.require("openssl").toString()));
        int next = 0;
        for (String word : words.split(" ", -1)) {
            int holes = word.split("%s", -1).length - 1;
            command.add(word.formatted(Arrays.copyOfRange(parts, next, next + holes)));
            next += holes;
        }
        Path log = folder.resolve("openssl.log");
        Process made =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).as(Files.readString(log)).isZero();
    }
}
