package io.serai.link.settings;

import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.Will;
import io.serai.store.Store;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The client identifiers of a gateway: the same for the same subscription in every run, and never those of
/// another gateway. Not thread-safe.
final class ClientIds {

    private static final String AREA = "link";
    private static final String OWNER = "gateway";

    /// Short enough for the 23 characters that every broker takes [MQTT-3.1.3-5].
    private static final int MARK_BYTES = 3;

    private final Optional<String> configured;
    private final Store store;
    private @Nullable String gateway;
    private byte @Nullable [] salt;

    /// @param configured the gateway's own, if the settings name it
    ClientIds(Optional<String> configured, Store store) {
        this.configured = configured;
        this.store = store;
    }

    /// Made once and kept, so that two gateways on one broker never throw each other out.
    String gateway() {
        String known = gateway;
        if (known == null) {
            known =
                    configured.orElseGet(() ->
                            kept(
                                    "client-id",
                                    () ->
                                            "serai-%06x"
                                                    .formatted(
                                                            new SecureRandom()
                                                                    .nextInt(0x1000000))));
            gateway = known;
        }
        return known;
    }

    private String kept(String key, java.util.function.Supplier<String> first) {
        return store.get(AREA, OWNER, key)
                .orElseGet(() -> {
                    String made = first.get();
                    store.put(AREA, OWNER, key, made);
                    return made;
                });
    }

    /// For a connection that does not name its own.
    String of(ConnectionSpec spec) {
        return gateway() + "-" + mark(spec);
    }

    /// With a secret in it, because the password is in it too and the client identifier is public.
    private String mark(ConnectionSpec spec) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt());
            for (String part :
                    List.of(
                            spec.broker().orElse(""),
                            spec.version().map(Object::toString).orElse(""),
                            Boolean.toString(spec.cleanSession()),
                            spec.sessionExpiry().map(Duration::toString).orElse(""),
                            spec.username().orElse(""),
                            spec.password().orElse(""),
                            spec.keepAlive().map(Duration::toString).orElse(""),
                            spec.will().map(ClientIds::words).orElse(""))) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, MARK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private byte[] salt() {
        byte[] known = salt;
        if (known == null) {
            known =
                    HexFormat.of()
                            .parseHex(
                                    kept(
                                            "client-id-salt",
                                            () -> {
                                                byte[] made = new byte[16];
                                                new SecureRandom().nextBytes(made);
                                                return HexFormat.of().formatHex(made);
                                            }));
            salt = known;
        }
        return known;
    }

    private static String words(Will will) {
        return "%s %s %s %s"
                .formatted(
                        will.message(),
                        new String(will.message().payload(), StandardCharsets.UTF_8),
                        will.birth()
                                .map(birth -> new String(birth, StandardCharsets.UTF_8))
                                .orElse(""),
                        will.delay());
    }
}
