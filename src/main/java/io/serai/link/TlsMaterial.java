package io.serai.link;

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

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// The certificates and keys for one broker, read.
final class TlsMaterial {

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

    /// Reads every file there is.
    static TlsMaterial load(TlsFiles files) throws UnusableFileException {
        try {
            Optional<KeyStore> authorities = Optional.empty();
            if (files.caFile().isPresent()) {
                authorities =
                        Optional.of(
                                trusting(Pem.certificates(TlsFiles.CA_FILE, files.caFile().get())));
            }
            if (files.certificateFile().isPresent() && files.keyFile().isPresent()) {
                KeyStore pair = pair(files.certificateFile().get(), files.keyFile().get());
                return new TlsMaterial(
                        files, authorities, Optional.of(pair), TlsFiles.CERTIFICATE_FILE);
            }
            Optional<KeyStore> identity = Optional.empty();
            if (files.keyStore().isPresent()) {
                identity = Optional.of(keyStore(files.keyStore().get(), files.keyStorePassword()));
            }
            return new TlsMaterial(files, authorities, identity, TlsFiles.KEY_STORE);
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

    private static KeyStore pair(Path certificateFile, Path keyFile)
            throws UnusableFileException, GeneralSecurityException, IOException {
        List<X509Certificate> chain = Pem.certificates(TlsFiles.CERTIFICATE_FILE, certificateFile);
        PrivateKey key = Pem.privateKey(TlsFiles.KEY_FILE, keyFile, chain.getFirst());
        if (!belongTogether(key, chain.getFirst().getPublicKey())) {
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

    /// @throws UnusableFileException when a certificate has expired. One that is not valid yet passes: a
    ///     Pi without a battery clock boots in the past, and the handshake will tell
    void requireValid(Instant now) throws UnusableFileException {
        for (X509Certificate each : certificates(authorities)) {
            requireValid(TlsFiles.CA_FILE, each, now);
        }
        for (X509Certificate each : certificates(identity)) {
            requireValid(identitySetting, each, now);
        }
    }

    private static void requireValid(String setting, X509Certificate certificate, Instant now)
            throws UnusableFileException {
        Instant end = certificate.getNotAfter().toInstant();
        if (end.isBefore(now)) {
            throw new UnusableFileException(
                    setting,
                    "holds a certificate of %s that expired at %s; renew it"
                            .formatted(certificate.getSubjectX500Principal(), end));
        }
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
    SSLContext context() {
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
