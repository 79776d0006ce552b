package io.serai.link.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// The certificates and keys for one broker, read.
public final class TlsMaterial {

    private static final char[] IN_MEMORY = new char[0];

    private final TlsFiles files;
    private final Optional<KeyStore> authorities;
    private final Optional<KeyStore> identity;
    private final String identitySetting;

    private TlsMaterial(
            TlsFiles files,
            Optional<KeyStore> authorities,
            Optional<KeyStore> identity,
            String identitySetting) {
        this.files = files;
        this.authorities = authorities;
        this.identity = identity;
        this.identitySetting = identitySetting;
    }

    /// Reads every file there is; one that cannot be used is left out and added to `problems`.
    public static TlsMaterial load(TlsFiles files, List<UnusableFileException> problems) {
        Optional<KeyStore> authorities =
                files.caFile()
                        .flatMap(file ->
                                attempt(
                                        () -> trusting(Pem.certificates(TlsFiles.CA_FILE, file)),
                                        problems));
        if (files.certificateFile().isPresent() && files.keyFile().isPresent()) {
            Optional<KeyStore> pair =
                    pair(files.certificateFile().get(), files.keyFile().get(), problems);
            return new TlsMaterial(files, authorities, pair, TlsFiles.CERTIFICATE_FILE);
        }
        Optional<KeyStore> identity =
                files.keyStore()
                        .flatMap(file ->
                                attempt(() -> keyStore(file, files.keyStorePassword()), problems));
        return new TlsMaterial(files, authorities, identity, TlsFiles.KEY_STORE);
    }

    private interface Reading<T> {
        T read() throws UnusableFileException, GeneralSecurityException, IOException;
    }

    private static <T> Optional<T> attempt(
            Reading<T> reading, List<UnusableFileException> problems) {
        try {
            return Optional.of(reading.read());
        } catch (UnusableFileException e) {
            problems.add(e);
            return Optional.empty();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java lacks what TLS needs", e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyStore trusting(List<X509Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("authority-" + i, certificates.get(i));
        }
        return store;
    }

    private static Optional<KeyStore> pair(
            Path certificateFile, Path keyFile, List<UnusableFileException> problems) {
        Optional<List<X509Certificate>> chain =
                attempt(
                        () -> Pem.certificates(TlsFiles.CERTIFICATE_FILE, certificateFile),
                        problems);
        Optional<byte[]> key = attempt(() -> Pem.encodedKey(TlsFiles.KEY_FILE, keyFile), problems);
        return chain.isEmpty() || key.isEmpty()
                ? Optional.empty()
                : attempt(() -> pair(chain.get(), certificateFile, key.get()), problems);
    }

    private static KeyStore pair(
            List<X509Certificate> chain, Path certificateFile, byte[] encodedKey)
            throws UnusableFileException, GeneralSecurityException, IOException {
        PublicKey published = chain.getFirst().getPublicKey();
        PrivateKey key = Pem.privateKey(TlsFiles.KEY_FILE, encodedKey, published);
        if (!belongTogether(key, published)) {
            throw new UnusableFileException(
                    TlsFiles.KEY_FILE, "is not the key of the certificate in " + certificateFile);
        }
        KeyStore store = empty();
        store.setKeyEntry("gateway", key, IN_MEMORY, chain.toArray(new Certificate[0]));
        return store;
    }

    private static boolean belongTogether(PrivateKey key, PublicKey published)
            throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] anything = "which key is this?".getBytes(StandardCharsets.US_ASCII);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(anything);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(published);
        verifying.update(anything);
        try {
            return verifying.verify(signing.sign());
        } catch (SignatureException _) {
            return false; // of another length than this key makes
        }
    }

    private static KeyStore keyStore(Path file, Optional<String> password)
            throws UnusableFileException, GeneralSecurityException, IOException {
        byte[] bytes = Pem.bytes(TlsFiles.KEY_STORE, file);
        char[] secret = password.orElse("").toCharArray();
        KeyStore read = KeyStore.getInstance("PKCS12");
        try {
            read.load(new ByteArrayInputStream(bytes), secret);
        } catch (IOException e) {
            throw new UnusableFileException(
                    TlsFiles.KEY_STORE,
                    e.getCause() instanceof UnrecoverableKeyException
                            ? "cannot be opened with key-store-password"
                            : "is no PKCS12 file: " + e.getMessage(),
                    e);
        }
        KeyStore store = empty();
        for (String alias : Collections.list(read.aliases())) {
            if (read.isKeyEntry(alias)) {
                try {
                    store.setKeyEntry(
                            alias,
                            read.getKey(alias, secret),
                            IN_MEMORY,
                            read.getCertificateChain(alias));
                } catch (UnrecoverableKeyException e) {
                    throw new UnusableFileException(
                            TlsFiles.KEY_STORE,
                            "holds a key that key-store-password does not open",
                            e);
                }
            }
        }
        if (store.size() == 0) {
            throw new UnusableFileException(
                    TlsFiles.KEY_STORE, "holds no private key with its certificate");
        }
        return store;
    }

    /// The certificates that have expired. One that is not valid yet is none of them: a Pi without a
    /// battery clock boots in the past, and the handshake will tell.
    public List<UnusableFileException> expired(Instant now) {
        return Stream.concat(
                        certificates(authorities).stream()
                                .map(each -> expired(TlsFiles.CA_FILE, each, now)),
                        certificates(identity).stream()
                                .map(each -> expired(identitySetting, each, now)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<UnusableFileException> expired(
            String setting, X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        return end.isBefore(now)
                ? Optional.of(
                        new UnusableFileException(
                                setting,
                                "holds a certificate of %s that expired at %s; renew it"
                                        .formatted(certificate.getSubjectX500Principal(), end)))
                : Optional.empty();
    }

    private static List<X509Certificate> certificates(Optional<KeyStore> store) {
        List<X509Certificate> found = new ArrayList<>();
        if (store.isPresent()) {
            try {
                for (String alias : Collections.list(store.get().aliases())) {
                    found.add((X509Certificate) store.get().getCertificate(alias));
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a key store in memory cannot be read", e);
            }
        }
        return found;
    }

    /// What TLS connections to this broker are made with.
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS with " + files, e);
        }
    }

    private KeyManager[] keyManagers() throws GeneralSecurityException {
        if (identity.isEmpty()) {
            return new KeyManager[0];
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(identity.get(), IN_MEMORY);
        return factory.getKeyManagers();
    }

    private TrustManager[] trustManagers() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities.orElse(null)); // null: Java's own
        return factory.getTrustManagers();
    }
}
