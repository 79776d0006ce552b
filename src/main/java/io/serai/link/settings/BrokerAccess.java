package io.serai.link.settings;

import io.serai.config.ConfigReader;
import io.serai.link.tls.TlsFiles;
import io.serai.mqtt.MqttVersion;

import java.util.Optional;

/// How one broker is reached: `mqtt.*` is the gateway's own, `mqtt.brokers.NAME.*` is another.
///
/// @param settings what the names of its settings begin with, such as `mqtt.`
/// @param url `url`; empty for the embedded broker
/// @param clientId `client-id`; empty for one that is made once and kept
/// @param username `username`; works without a password
/// @param password `password`, a secret
/// @param version `version`, 3.1.1 or 5
public record BrokerAccess(
        String settings,
        Optional<String> url,
        Optional<String> clientId,
        Optional<String> username,
        Optional<String> password,
        MqttVersion version,
        TlsFiles tls) {

    public static final String OWN = "mqtt.";
    static final String OTHERS = "mqtt.brokers.";

    /// The broker inside the gateway.
    public static final BrokerAccess EMBEDDED =
            new BrokerAccess(
                    OWN,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    MqttVersion.V3_1_1,
                    TlsFiles.NONE);

    /// @param prefix [#OWN], or [#OTHERS] with a name and a dot
    static BrokerAccess read(ConfigReader reader, String prefix) {
        var access =
                new BrokerAccess(
                        prefix,
                        reader.optionalText(prefix + "url"),
                        reader.optionalText(prefix + "client-id"),
                        reader.optionalText(prefix + "username"),
                        reader.secret(prefix + "password"),
                        version(reader, prefix + "version"),
                        TlsFiles.read(reader, prefix));
        access.check(reader);
        return access;
    }

    private static MqttVersion version(ConfigReader reader, String key) {
        String text = reader.text(key, MqttVersion.V3_1_1.toString());
        try {
            return MqttVersion.of(text);
        } catch (IllegalArgumentException e) {
            reader.reject(key, String.valueOf(e.getMessage()));
            return MqttVersion.V3_1_1;
        }
    }

    private void check(ConfigReader reader) {
        boolean encrypted = false;
        if (url.isPresent()) {
            try {
                encrypted = Address.parse(url.get()).isEncrypted();
            } catch (IllegalArgumentException e) {
                reader.reject(settings + "url", "cannot be used: " + e.getMessage());
                encrypted = true; // one fault is enough
            }
        } else if (!settings.equals(OWN)) {
            reader.reject(settings + "url", "is needed; such as tcp://192.168.1.10:1883");
        }
        if (!tls.isEmpty() && !encrypted) {
            reader.reject(
                    settings + "url",
                    "does not encrypt, so the files of certificates and keys have no effect; write"
                            + " ssl:// or wss://, or take them out");
        }
        if (password.isPresent() && username.isEmpty() && version == MqttVersion.V3_1_1) {
            // [MQTT-3.1.2-22] without a user name there can be no password
            reader.reject(
                    settings + "password",
                    "is given without %susername; set both or neither".formatted(settings));
        }
    }

    /// Never shows a password.
    @Override
    public String toString() {
        return "%surl=%s %sclient-id=%s"
                .formatted(settings, url.orElse(""), settings, clientId.orElse(""));
    }
}
