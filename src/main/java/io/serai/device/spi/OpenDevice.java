package io.serai.device.spi;

/// A device that is ready. Called by one thread at a time.
public interface OpenDevice extends AutoCloseable {

    /// What a sensor or an input has now. Blocks a few seconds at most.
    ///
    /// @throws DeviceException when it cannot be read
    DeviceValue read();

    /// Sets an output: a switch to an `OnOff`, a level to a `Number` from 0 to 100. Blocks a few
    /// seconds at most.
    ///
    /// @throws DeviceException when it cannot be written
    void write(DeviceValue value);

    /// Where it is, in a few words: `GPIO 5`.
    String place();

    /// Switches an output off and lets the device go. Idempotent.
    @Override
    void close();

    /// A device whose value can be set by hand.
    interface Settable extends OpenDevice {

        void set(DeviceValue value);
    }

    /// A device whose values come by themselves until one is set by hand. Thread-safe.
    interface Generated extends Settable {

        /// Whether a value was set by hand and none comes by itself; at once.
        boolean isByHand();

        /// Lets values come by themselves again.
        void resume();
    }
}
