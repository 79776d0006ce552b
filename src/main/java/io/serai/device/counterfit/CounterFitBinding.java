package io.serai.device.counterfit;

import io.serai.device.spi.DeviceBinding;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/// One sensor or actuator of one app.
///
/// @param port its pin, as the app's page shows it
/// @param poll how often an input is looked at, because the app tells nobody of a change
record CounterFitBinding(URI url, int port, boolean output, Duration poll)
        implements DeviceBinding {

    /// Sensors may be read by several devices; an actuator has one owner.
    @Override
    public List<Claim> claims() {
        return output
                ? List.of(new Claim("actuator %s port %d".formatted(url, port), "output", false))
                : List.of();
    }
}
