package io.serai.link.tls;

import io.serai.config.ConfigReader;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the certificates and keys for one broker lie.
///
/// @param caFile `ca-file`, PEM: the authorities that may vouch for the broker, instead of Java's
/// @param certificateFile `certificate-file`, PEM: what the gateway shows of itself
/// @param keyFile `key-file`, PEM: the private key of that certificate
/// @param keyStore `key-store`, PKCS12: both in one
/// @param keyStorePassword `key-store-password`, a secret
public record TlsFiles(
        Optional<Path> caFile,
        Optional<Path> certificateFile,
        Optional<Path> keyFile,
        Optional<Path> keyStore,
        Optional<String> keyStorePassword) {

    static final String CA_FILE = "ca-file";
    static final String CERTIFICATE_FILE = "certificate-file";
    static final String KEY_FILE = "key-file";
    static final String KEY_STORE = "key-store";

    public static final TlsFiles NONE =
            new TlsFiles(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// Reads which files the settings of one broker name.
    ///
    /// @param prefix such as `mqtt.`
    public static TlsFiles read(ConfigReader reader, String prefix) {
        var files =
                new TlsFiles(
                        reader.optionalPath(prefix + CA_FILE),
                        reader.optionalPath(prefix + CERTIFICATE_FILE),
                        reader.optionalPath(prefix + KEY_FILE),
                        reader.optionalPath(prefix + KEY_STORE),
                        reader.secret(prefix + "key-store-password"));
        if (files.isConsistent(reader, prefix)) {
            List<UnusableFileException> problems = new ArrayList<>();
            var _ = TlsMaterial.load(files, problems);
            problems.forEach(each -> reader.reject(prefix + each.setting(), each.rule()));
        }
        return files;
    }

    private boolean isConsistent(ConfigReader reader, String prefix) {
        if (certificateFile.isPresent() && keyFile.isEmpty()) {
            reader.reject(prefix + CERTIFICATE_FILE, "needs " + prefix + KEY_FILE + " beside it");
            return false;
        }
        if (keyFile.isPresent() && certificateFile.isEmpty()) {
            reader.reject(prefix + KEY_FILE, "needs " + prefix + CERTIFICATE_FILE + " beside it");
            return false;
        }
        if (keyStore.isPresent() && certificateFile.isPresent()) {
            reader.reject(
                    prefix + KEY_STORE,
                    "is given beside " + prefix + CERTIFICATE_FILE + "; keep one of them");
            return false;
        }
        return true;
    }

    public boolean isEmpty() {
        return caFile.isEmpty() && certificateFile.isEmpty() && keyStore.isEmpty();
    }

    /// What the setting that ends in `name` says.
    public Path file(String name) {
        return switch (name) {
            case CA_FILE -> caFile.orElseThrow();
            case CERTIFICATE_FILE -> certificateFile.orElseThrow();
            case KEY_FILE -> keyFile.orElseThrow();
            case KEY_STORE -> keyStore.orElseThrow();
            default -> throw new IllegalArgumentException(name + " names no file");
        };
    }

    /// Never shows the password.
    @Override
    public String toString() {
        return "TLS files " + List.of(caFile, certificateFile, keyFile, keyStore);
    }
}
