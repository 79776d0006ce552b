package io.serai.device;

import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Locale;

/// Which driver a device is on. Thread-safe.
final class DriverChoice {

    private static final Logger LOG = LoggerFactory.getLogger(DriverChoice.class);

    private final List<DeviceDriver> drivers;
    private final DeviceConfig.Provider provider;
    private final DeviceDriver fallback;

    /// @param drivers in order of preference; one of them takes devices without a binding
    DriverChoice(List<DeviceDriver> drivers, DeviceConfig.Provider provider) {
        this.drivers = List.copyOf(drivers);
        this.provider = provider;
        this.fallback =
                drivers.stream()
                        .filter(driver -> !driver.needsBinding())
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "one of the drivers must take devices without a binding"));
    }

    DeviceDriver of(DeviceDefinition definition) {
        String wanted = wanted(definition);
        return drivers.stream()
                .filter(driver -> driver.name().equals(wanted))
                .filter(driver -> definition.bindings().containsKey(driver.name()))
                .findFirst()
                .orElse(fallback);
    }

    /// Tells when it is not the driver that was wanted.
    void tell(DeviceDefinition definition, DeviceDriver chosen) {
        String wanted = wanted(definition);
        if (!chosen.name().equals(wanted)) {
            LOG.info(
                    "device \"{}\" is on driver {}: it has no binding for {}.",
                    definition.id(),
                    chosen.name(),
                    wanted);
        }
    }

    private String wanted(DeviceDefinition definition) {
        String forced = definition.driver();
        if (forced != null) {
            return forced;
        }
        if (provider != DeviceConfig.Provider.AUTO) {
            return provider.name().toLowerCase(Locale.ROOT);
        }
        return drivers.stream()
                .filter(DeviceDriver::isPreferredHere)
                .map(DeviceDriver::name)
                .filter(definition.bindings()::containsKey)
                .findFirst()
                .orElse(fallback.name());
    }
}
