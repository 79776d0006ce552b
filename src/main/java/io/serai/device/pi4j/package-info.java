/// Pins and buses of a Raspberry Pi. Enter through [io.serai.device.pi4j.Pi4jDriver].
///
/// The only room that knows Pi4J.
@NullMarked
package io.serai.device.pi4j;

import org.jspecify.annotations.NullMarked;
