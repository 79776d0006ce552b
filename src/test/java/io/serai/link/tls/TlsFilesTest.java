package io.serai.link.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.serai.config.ConfigException;
import io.serai.config.ConfigReader;
import io.serai.link.Authority;
import io.serai.link.Authority.Identity;
import io.serai.link.TestConfig;
import io.serai.link.settings.LinkConfig;
import io.serai.link.settings.SessionSettingsReader;
import io.serai.mqtt.MqttVersion;
import io.serai.store.MemoryStore;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Certificates and keys are read before anything starts, and every one that cannot be used is told.
class TlsFilesTest {

    private static final String PASSWORD = "open-sesame";

    @TempDir static Path folder;
    private static Path authority;
    private static Identity gateway;
    private static Identity stranger;
    private static Path keyStore;

    @BeforeAll
    static void makeFiles() throws Exception {
        var made = new Authority(folder, "authority");
        authority = made.certificate();
        gateway = made.sign("gateway", "DNS:gateway");
        stranger = made.sign("stranger", "DNS:stranger");
        keyStore = gateway.keyStore(PASSWORD);
    }

    @Test
    void goodFilesAreTaken() {
        assertThat(
                        problems(
                                "ca-file=" + authority,
                                "certificate-file=" + gateway.certificate(),
                                "key-file=" + gateway.key()))
                .isEmpty();
        assertThat(problems("key-store=" + keyStore, "key-store-password=" + PASSWORD)).isEmpty();
    }

    @Test
    void everyFileThatIsNotThereIsTold() {
        assertThat(
                        problems(
                                "ca-file=/no/ca.pem",
                                "certificate-file=/no/certificate.pem",
                                "key-file=/no/key.pem"))
                .containsExactlyInAnyOrder(
                        "mqtt.ca-file = /no/ca.pem (command line) does not exist.",
                        "mqtt.certificate-file = /no/certificate.pem (command line) does not exist.",
                        "mqtt.key-file = /no/key.pem (command line) does not exist.");
        assertThat(problems("key-store=/no/store.p12"))
                .containsExactly("mqtt.key-store = /no/store.p12 (command line) does not exist.");
    }

    @Test
    void fileThatCannotBeReadIsTold() {
        assertThat(problems("ca-file=" + folder))
                .singleElement()
                .asString()
                .startsWith("mqtt.ca-file = " + folder)
                .contains("cannot be read");
    }

    @Test
    void fileOfAnotherKindIsTold() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "neither key nor certificate\n");

        assertThat(
                        problems(
                                "ca-file=" + text,
                                "certificate-file=" + gateway.key(),
                                "key-file=" + gateway.certificate()))
                .satisfiesExactlyInAnyOrder(
                        each -> assertThat(each).startsWith("mqtt.ca-file = " + text),
                        each ->
                                assertThat(each)
                                        .startsWith("mqtt.certificate-file = " + gateway.key()),
                        each ->
                                assertThat(each)
                                        .startsWith("mqtt.key-file = " + gateway.certificate())
                                        .contains("holds no private key"));
        assertThat(problems("key-store=" + gateway.key()))
                .singleElement()
                .asString()
                .startsWith("mqtt.key-store = " + gateway.key())
                .contains("is no PKCS12 file");
    }

    @Test
    void keyOfAnotherCertificateIsTold() {
        assertThat(
                        problems(
                                "certificate-file=" + gateway.certificate(),
                                "key-file=" + stranger.key()))
                .containsExactly(
                        "mqtt.key-file = %s (command line) is not the key of the certificate in %s."
                                .formatted(stranger.key(), gateway.certificate()));
    }

    @Test
    void keyOfAnotherKindIsTold() throws Exception {
        Path rsa = folder.resolve("rsa.key");
        Authority.openssl(
                folder, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out %s", rsa);

        assertThat(problems("certificate-file=" + gateway.certificate(), "key-file=" + rsa))
                .containsExactly(
                        "mqtt.key-file = %s (command line) is no EC key, as the certificate asks for."
                                .formatted(rsa));
    }

    @Test
    void keyInTheOldFormIsToldWithTheCommandThatMakesItNew() throws Exception {
        Path old = folder.resolve("old.key");
        Authority.openssl(folder, "ec -in %s -out %s", gateway.key(), old);
        Path renewed = folder.resolve("new.key");

        assertThat(problems("certificate-file=" + gateway.certificate(), "key-file=" + old))
                .singleElement()
                .asString()
                .contains("\"EC PRIVATE KEY\"", "openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
        Authority.openssl(folder, "pkcs8 -topk8 -nocrypt -in %s -out %s", old, renewed);
        assertThat(problems("certificate-file=" + gateway.certificate(), "key-file=" + renewed))
                .isEmpty();
    }

    @Test
    void damagedKeyIsToldAndNotShown() throws Exception {
        String text = Files.readString(gateway.key());
        String key = text.replaceAll("-----[A-Z ]*-----|\\n", "");
        Path damaged =
                Files.writeString(
                        folder.resolve("damaged.key"), text.replace(key.substring(10, 30), ""));

        assertThat(problems("certificate-file=" + gateway.certificate(), "key-file=" + damaged))
                .singleElement()
                .asString()
                .startsWith("mqtt.key-file = " + damaged)
                .doesNotContain(key.substring(0, 10), key.substring(30, 50));
    }

    @Test
    void wrongPasswordOfAKeyStoreIsToldAndNotShown() {
        assertThat(problems("key-store=" + keyStore, "key-store-password=shut-sesame"))
                .singleElement()
                .asString()
                .startsWith("mqtt.key-store = " + keyStore)
                .contains("cannot be opened with key-store-password")
                .doesNotContain("shut-sesame");
    }

    @Test
    void keyStoreWithoutAKeyIsTold() throws Exception {
        Path store = folder.resolve("certificates.p12");
        Authority.openssl(
                folder, "pkcs12 -export -nokeys -in %s -passout pass:x -out %s", authority, store);

        assertThat(problems("key-store=" + store, "key-store-password=x"))
                .singleElement()
                .asString()
                .contains("holds no private key");
    }

    @Test
    void halfAPairAndTwoIdentitiesAreTold() {
        assertThat(problems("certificate-file=" + gateway.certificate()))
                .singleElement()
                .asString()
                .contains("needs mqtt.key-file beside it");
        assertThat(problems("key-file=" + gateway.key()))
                .singleElement()
                .asString()
                .contains("needs mqtt.certificate-file beside it");
        assertThat(
                        problems(
                                "certificate-file=" + gateway.certificate(),
                                "key-file=" + gateway.key(),
                                "key-store=" + keyStore))
                .singleElement()
                .asString()
                .contains("beside mqtt.certificate-file; keep one of them");
    }

    @Test
    void everyExpiredCertificateStopsTheStartWithItsFile() {
        LinkConfig config =
                TestConfig.at("ssl://broker")
                        .tls(gateway.files(Optional.of(authority)))
                        .broker(
                                "office",
                                TestConfig.access(
                                        "mqtt.brokers.office.",
                                        "ssl://office",
                                        MqttVersion.V5,
                                        new TlsFiles(
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.of(keyStore),
                                                Optional.of(PASSWORD))))
                        .build();
        Instant now = Instant.now();

        assertThatCode(() -> new SessionSettingsReader(config, new MemoryStore(), now))
                .doesNotThrowAnyException();
        // A Pi without a battery clock boots in the past.
        assertThatCode(() -> new SessionSettingsReader(config, new MemoryStore(), Instant.EPOCH))
                .doesNotThrowAnyException();
        assertThatThrownBy(() ->
                        new SessionSettingsReader(
                                config, new MemoryStore(), now.plus(Duration.ofDays(3))))
                .asInstanceOf(throwable(ConfigException.class))
                .extracting(ConfigException::problems)
                .asInstanceOf(list(String.class))
                .satisfiesExactly(
                        each ->
                                assertThat(each)
                                        .startsWith("mqtt.ca-file = " + authority)
                                        .contains("CN=authority", "expired at", "renew it"),
                        each ->
                                assertThat(each)
                                        .startsWith(
                                                "mqtt.certificate-file = " + gateway.certificate())
                                        .contains("CN=gateway"),
                        each ->
                                assertThat(each)
                                        .startsWith("mqtt.brokers.office.key-store = " + keyStore)
                                        .contains("CN=gateway"));
    }

    /// What is wrong with these settings of the gateway's own broker, besides nothing.
    private static List<String> problems(String... settings) {
        List<String> arguments =
                Stream.concat(Stream.of("url=ssl://broker"), Arrays.stream(settings))
                        .map(each -> "--mqtt." + each)
                        .toList();
        var reader = new ConfigReader(Path.of(""), List.of(), Map.of(), arguments);
        LinkConfig.read(reader);
        try {
            reader.finish();
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }
}
