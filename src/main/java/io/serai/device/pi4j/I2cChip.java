package io.serai.device.pi4j;

import com.pi4j.io.i2c.I2C;

import io.serai.device.spi.DeviceException;

import java.time.Duration;
import java.util.List;

/// The chips we speak to. [#prepare] is called once, [#measure] for every reading, both with the bus
/// to themselves.
sealed interface I2cChip {

    List<String> NAMES = List.of("grove-adc", "ads1115", "bh1750");

    String name();

    int usualAddress();

    /// Sets the chip up.
    default void prepare(I2C i2c) {}

    /// How long after [#prepare] the first reading is there.
    default Duration firstReadingAfter() {
        return Duration.ZERO;
    }

    double measure(I2C i2c);

    /// The analog inputs of Seeed's Grove Base Hat. Reads 0..1000, per mille of the supply voltage.
    ///
    /// @param channel 0 is the socket A0
    record GroveAdc(int channel) implements I2cChip {

        static final int LAST_CHANNEL = 7;
        // 0x10, 0x20 and 0x30 plus the channel are raw, millivolts and per mille.
        private static final int PER_MILLE = 0x30;

        @Override
        public String name() {
            return "grove-adc";
        }

        @Override
        public int usualAddress() {
            return 0x08;
        }

        @Override
        public double measure(I2C i2c) {
            byte[] word = readRegister(i2c, PER_MILLE + channel);
            return (word[0] & 0xff) | (word[1] & 0xff) << 8;
        }
    }

    /// Texas Instruments ADS1115, one input against ground. Reads volts.
    ///
    /// @param fullScale the largest voltage it can tell, one of [#FULL_SCALES]
    record Ads1115(int channel, String fullScale) implements I2cChip {

        static final int LAST_CHANNEL = 3;

        /// In the order of the gain bits.
        static final List<String> FULL_SCALES =
                List.of("6.144", "4.096", "2.048", "1.024", "0.512", "0.256");

        static final String USUAL_FULL_SCALE = "4.096";

        private static final int CONVERSION = 0x00;
        private static final int CONFIG = 0x01;
        private static final int START = 0x8000;
        private static final int CHANNEL_0_TO_GROUND = 0x4000;
        private static final int SINGLE_SHOT = 0x0100;
        private static final int SAMPLES_860_PER_SECOND = 0x00e0;
        private static final int NO_COMPARATOR = 0x0003;

        /// A look takes half a millisecond at the bus's usual 100 kHz, a conversion 1.2.
        private static final int MOST_LOOKS = 100;

        @Override
        public String name() {
            return "ads1115";
        }

        @Override
        public int usualAddress() {
            return 0x48;
        }

        @Override
        public double measure(I2C i2c) {
            int config =
                    START
                            | CHANNEL_0_TO_GROUND
                            | channel << 12
                            | FULL_SCALES.indexOf(fullScale) << 9
                            | SINGLE_SHOT
                            | SAMPLES_860_PER_SECOND
                            | NO_COMPARATOR;
            i2c.writeRegister(CONFIG, new byte[] {(byte) (config >> 8), (byte) config});
            int looks = 0;
            while ((readRegister(i2c, CONFIG)[0] & 0x80) == 0) {
                looks++;
                if (looks == MOST_LOOKS) {
                    throw new DeviceException(
                            "cannot be read: the ads1115 does not finish its conversion. Check its wiring and address.");
                }
            }
            byte[] word = readRegister(i2c, CONVERSION);
            int steps = (word[0] << 8) | (word[1] & 0xff);
            return steps * Double.parseDouble(fullScale) / 0x8000;
        }
    }

    /// Rohm BH1750 light sensor. Reads lux.
    record Bh1750() implements I2cChip {

        private static final byte POWER_ON = 0x01;
        private static final byte CONTINUOUS_HIGH_RESOLUTION = 0x10;
        private static final double COUNTS_PER_LUX = 1.2;

        @Override
        public String name() {
            return "bh1750";
        }

        @Override
        public int usualAddress() {
            return 0x23;
        }

        @Override
        public void prepare(I2C i2c) {
            i2c.write(POWER_ON);
            i2c.write(CONTINUOUS_HIGH_RESOLUTION);
        }

        /// The data sheet's longest measurement.
        @Override
        public Duration firstReadingAfter() {
            return Duration.ofMillis(180);
        }

        @Override
        public double measure(I2C i2c) {
            byte[] word = new byte[2];
            complete(i2c.read(word));
            return (((word[0] & 0xff) << 8) | (word[1] & 0xff)) / COUNTS_PER_LUX;
        }
    }

    private static byte[] readRegister(I2C i2c, int register) {
        byte[] word = new byte[2];
        complete(i2c.readRegister(register, word));
        return word;
    }

    private static void complete(int count) {
        if (count != 2) {
            throw new DeviceException(
                    "cannot be read: the chip gave %d of 2 bytes. Check its wiring and address."
                            .formatted(Math.max(0, count)));
        }
    }
}
