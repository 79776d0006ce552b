package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serai.mqtt.LinkStatus;
import io.serai.store.MemoryStore;
import io.serai.testing.Mosquitto;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// `ssl://` with a certificate the Java trust store knows, and with one it does not.
class TlsTest {

    @TempDir Path folder;

    @Test
    void certificateIsCheckedAgainstTheTrustStoreAndTheHost() throws Exception {
        Path certificate = certificateFor("localhost");
        try (var broker =
                Mosquitto.started(
                        folder,
                        "certfile " + certificate,
                        "keyfile " + folder.resolve("key.pem"))) {
            assertThat(outcome("ssl://localhost:" + broker.port()))
                    .isInstanceOfSatisfying(
                            LinkStatus.Disconnected.class,
                            away ->
                                    assertThat(away.reason())
                                            .contains("TLS", "certificate", "trust store"));

            SSLContext usual = SSLContext.getDefault();
            SSLContext.setDefault(trusting(certificate));
            try {
                assertThat(outcome("ssl://localhost:" + broker.port()))
                        .isInstanceOf(LinkStatus.Connected.class);
                assertThat(outcome("ssl://127.0.0.1:" + broker.port()))
                        .isInstanceOfSatisfying(
                                LinkStatus.Disconnected.class,
                                away -> assertThat(away.reason()).contains("TLS", "127.0.0.1"));
            } finally {
                SSLContext.setDefault(usual);
            }
        }
    }

    private static LinkStatus outcome(String url) {
        try (var house = new House(House.config(url, "tls"), new MemoryStore())) {
            house.link();
            house.links.start();
            return await().atMost(Duration.ofSeconds(10))
                    .until(
                            () -> house.link().status(),
                            status -> !(status instanceof LinkStatus.Idle));
        }
    }

    private Path certificateFor(String host) throws IOException, InterruptedException {
        Path certificate = folder.resolve("certificate.pem");
        Process made;
        try {
            made =
                    new ProcessBuilder(
                                    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=%s"
                                            .formatted(host)
                                            .concat(" -addext subjectAltName=DNS:" + host)
                                            .concat(" -keyout key.pem -out certificate.pem")
                                            .split(" ", -1))
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("openssl.log").toFile())
                            .start();
        } catch (IOException e) {
            assumeTrue(false, "openssl is not installed: " + e.getMessage());
            throw e;
        }
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
        return certificate;
    }

    private static SSLContext trusting(Path certificate)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "broker", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
