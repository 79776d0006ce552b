package io.serai.device;

import io.serai.config.ConfigReader;

import java.net.URI;

/// Settings of the device room.
///
/// @param provider which driver devices are on unless they insist on one
/// @param counterfitUrl the CounterFit app of bindings that name none
public record DeviceConfig(Provider provider, URI counterfitUrl) {

    /// Which driver to use.
    public enum Provider {
        /// The hardware where there is some, else simulated.
        AUTO,
        SIMULATED,
        PI4J,
        COUNTERFIT
    }

    private static final String DEFAULT_COUNTERFIT = "http://127.0.0.1:5000";

    /// Reads `device.*`.
    public static DeviceConfig read(ConfigReader reader) {
        Provider provider = reader.choice("device.provider", Provider.AUTO);
        String key = "device.counterfit-url";
        String text = reader.text(key, DEFAULT_COUNTERFIT);
        URI url =
                HttpUrls.parse(text)
                        .orElseGet(() -> {
                            reader.reject(key, HttpUrls.RULE);
                            return URI.create(DEFAULT_COUNTERFIT);
                        });
        return new DeviceConfig(provider, url);
    }
}
