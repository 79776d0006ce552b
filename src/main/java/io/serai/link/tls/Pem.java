package io.serai.link.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads PEM files (RFC 7468).
final class Pem {

    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END");

    private Pem() {}

    /// Every certificate of a file, at least one.
    ///
    /// @param setting that names the file, for the error
    static List<X509Certificate> certificates(String setting, Path file)
            throws UnusableFileException {
        byte[] bytes = bytes(setting, file);
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw new UnusableFileException(setting, "holds no certificate; it must be PEM");
            }
            return found;
        } catch (CertificateException e) {
            throw new UnusableFileException(
                    setting, "is no certificate in PEM form: " + e.getMessage(), e);
        }
    }

    /// What stands between the lines of the first private key.
    static byte[] encodedKey(String setting, Path file) throws UnusableFileException {
        Matcher key = PRIVATE_KEY.matcher(text(setting, file));
        if (!key.find()) {
            throw new UnusableFileException(setting, "holds no private key in PEM form");
        }
        if (!key.group(1).isEmpty()) {
            throw new UnusableFileException(
                    setting,
                    ("holds a key in the form \"%sPRIVATE KEY\", which is not read here; turn it into a"
                                    + " plain one with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW")
                            .formatted(key.group(1)));
        }
        try {
            return Base64.getMimeDecoder().decode(key.group(2));
        } catch (IllegalArgumentException e) {
            // Not with the cause: it may quote the key.
            throw new UnusableFileException(setting, "holds a private key that is damaged");
        }
    }

    /// The private key of `owner`, which tells of what kind it is.
    static PrivateKey privateKey(String setting, byte[] encoded, PublicKey owner)
            throws UnusableFileException {
        try {
            return KeyFactory.getInstance(owner.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            // Not with the cause: it may quote the key.
            throw new UnusableFileException(
                    setting,
                    "is no %s key, as the certificate asks for".formatted(owner.getAlgorithm()));
        }
    }

    private static String text(String setting, Path file) throws UnusableFileException {
        byte[] unread = bytes(setting, file);
        try {
            return java.nio.charset.StandardCharsets.US_ASCII
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(unread))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnusableFileException(setting, "is no PEM file", e);
        }
    }

    static byte[] bytes(String setting, Path file) throws UnusableFileException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnusableFileException(setting, "does not exist", e);
        } catch (AccessDeniedException e) {
            throw new UnusableFileException(
                    setting, "may not be read by the user that runs the gateway", e);
        } catch (IOException e) {
            throw new UnusableFileException(setting, "cannot be read: " + e.getMessage(), e);
        }
    }
}
